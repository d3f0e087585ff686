/** What other adapters stand on; beside these none imports another one. */
const SHARED_ADAPTERS = ['process', 'files', 'http'];

/**
 * Who may import whom. `types` are imports of types alone, which leave nothing behind in the program. What is not
 * listed is forbidden.
 */
const LAYERS = [
  {
    name: 'commands',
    from: '^src/commands/',
    may: ['src/lib/cli/', 'src/lib/workflows/', 'src/lib/queries/', 'src/lib/views/'],
    types: ['src/lib/errors/', 'src/lib/domain/', 'src/lib/engine/'],
  },
  {name: 'main', from: '^src/main\\.ts$', may: ['src/lib/cli/']},
  {
    name: 'cli',
    from: '^src/lib/cli/',
    may: [
      'src/lib/cli/',
      'src/lib/workflows/',
      'src/lib/queries/',
      'src/lib/engine/',
      'src/lib/views/',
      'src/lib/domain/',
      'src/lib/adapters/',
      'src/lib/errors/',
    ],
  },
  {
    name: 'workflows',
    from: '^src/lib/workflows/',
    may: ['src/lib/workflows/', 'src/lib/engine/', 'src/lib/domain/', 'src/lib/queries/', 'src/lib/errors/'],
    types: ['src/lib/adapters/'],
  },
  {
    name: 'queries',
    from: '^src/lib/queries/',
    may: ['src/lib/queries/', 'src/lib/engine/', 'src/lib/domain/', 'src/lib/errors/'],
    types: ['src/lib/adapters/'],
  },
  {
    name: 'engine',
    from: '^src/lib/engine/',
    may: ['src/lib/engine/', 'src/lib/errors/'],
    types: ['src/lib/adapters/files/'],
  },
  {
    name: 'views',
    from: '^src/lib/views/',
    may: ['src/lib/views/', 'src/lib/domain/', 'src/lib/errors/'],
    // The shape of the result that they show.
    types: ['src/lib/queries/', 'src/lib/workflows/', 'src/lib/engine/'],
  },
  {name: 'domain', from: '^src/lib/domain/', may: ['src/lib/domain/', 'src/lib/errors/']},
  {name: 'errors', from: '^src/lib/errors/', may: ['src/lib/errors/']},
];

function layerRules({name, from, may, types = []}) {
  const rule = (ruleName, allowed, to = {}) => ({
    name: ruleName,
    severity: 'error',
    from: {path: from},
    to: {path: '^src/', pathNot: `^(?:${allowed.join('|')})`, ...to},
  });
  if (types.length === 0) return [rule(`${name}-may-import`, may)];
  return [
    rule(`${name}-may-import`, may, {dependencyTypesNot: ['type-only']}),
    rule(`${name}-may-import-types`, [...may, ...types], {dependencyTypes: ['type-only']}),
  ];
}

module.exports = {
  forbidden: [
    ...LAYERS.flatMap(layerRules),
    {
      name: 'adapters-may-import',
      comment:
        'Of other adapters only process, files and http; a type of another one is what is handed in from outside.',
      severity: 'error',
      from: {path: '^src/lib/adapters/([^/]+)/'},
      to: {
        path: '^src/',
        pathNot: ['^src/lib/(?:domain|errors)/', `^src/lib/adapters/(?:${SHARED_ADAPTERS.join('|')}|$1)/`],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'adapters-may-import-types',
      severity: 'error',
      from: {path: '^src/lib/adapters/'},
      to: {path: '^src/', pathNot: '^src/lib/(?:domain|errors|adapters)/', dependencyTypes: ['type-only']},
    },
    {
      name: 'adapters-list-is-types-only',
      severity: 'error',
      from: {path: '^src/lib/adapters/adapters\\.ts$'},
      to: {path: '.', dependencyTypesNot: ['type-only']},
    },
    {
      name: 'domain-is-pure',
      comment: 'Of Node only what computes: no files, no network (isIP aside), no processes.',
      severity: 'error',
      from: {path: '^src/lib/(?:domain|views|errors)/'},
      to: {dependencyTypes: ['core'], pathNot: '^(?:node:)?(?:crypto|net|path|util)$'},
    },
    {
      name: 'domain-packages',
      severity: 'error',
      from: {path: '^src/lib/(?:domain|views|errors)/'},
      to: {path: 'node_modules', pathNot: 'node_modules/(?:@types/)?(?:zod|semver|diff|cli-table3)/'},
    },
    {
      name: 'only-commands-and-cli-know-oclif',
      severity: 'error',
      from: {path: '^src/lib/', pathNot: '^src/lib/cli/'},
      to: {path: 'node_modules/(?:@oclif|@inquirer|listr2)/'},
    },
    {name: 'no-circular', severity: 'error', from: {}, to: {circular: true}},
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nothing.',
      severity: 'error',
      from: {orphan: true, pathNot: '(?:^src/(?:main\\.ts|commands/)|\\.d\\.ts$)'},
      to: {},
    },
    {name: 'not-to-test', severity: 'error', from: {path: '^src/'}, to: {path: '^(?:test|bench|scripts)/'}},
    {name: 'not-to-unresolvable', severity: 'error', from: {}, to: {couldNotResolve: true}},
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    tsConfig: {fileName: 'tsconfig.json'},
    cache: {folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content'},
  },
};
