import eslint from '@eslint/js';
import {defineConfig, globalIgnores} from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Which part of `src` may load a package or a module of Node. One owner each: the rest of the code asks the owner.
 * `modules` are patterns as in .gitignore, `owners` globs.
 */
const OWNED_MODULES = [
  {modules: ['execa', 'node:child_process'], owners: ['src/lib/adapters/process/**']},
  {modules: ['@inquirer/*'], owners: ['src/lib/cli/**']},
  {modules: ['listr2'], owners: ['src/lib/cli/run-drawing.ts']},
  {modules: ['cli-table3'], owners: ['src/lib/views/table.ts']},
  {modules: ['handlebars'], owners: ['src/lib/adapters/templates/**']},
  {modules: ['dns-packet'], owners: ['src/lib/adapters/dns/**']},
  {modules: ['yaml'], owners: ['src/lib/adapters/yaml/**']},
  {modules: ['node-forge', 'node-forge/**'], owners: ['src/lib/adapters/forge/**']},
  {modules: ['protobufjs', 'protobufjs/**'], owners: ['src/lib/adapters/etcd-api/**']},
  {modules: ['semver', 'semver/**'], owners: ['src/lib/domain/etcd-version/**']},
  {
    modules: ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'],
    owners: ['src/lib/adapters/**', 'src/boot/**'],
  },
];

/** Properties of globals with one owner each, as above. */
const OWNED_PROPERTIES = [
  {
    object: 'process',
    property: 'exit',
    owners: [],
    message: 'Only bin/ ends the process; throw an OpsError or set process.exitCode.',
  },
  {
    object: 'process',
    property: 'env',
    owners: ['src/lib/cli/**', 'src/boot/**'],
    message: 'The environment comes with the services.',
  },
  {
    object: 'Date',
    property: 'now',
    owners: ['src/lib/adapters/clock/**'],
    message: 'Time comes from the clock adapter.',
  },
  {
    object: 'Math',
    property: 'random',
    owners: ['src/lib/adapters/random/**'],
    message: 'Chance comes from the random adapter.',
  },
];

/** Everything below `inner` is also below `outer`; both are globs that end in `/**` or name a file. */
function covers(outer, inner) {
  return outer === inner || (outer.endsWith('/**') && inner.startsWith(outer.slice(0, -2)));
}

function restrictionsFor(glob) {
  const isOwner = ({owners}) => owners.some(owner => covers(owner, glob));
  return {
    'no-restricted-imports': [
      'error',
      {
        patterns: OWNED_MODULES.filter(entry => !isOwner(entry)).map(({modules, owners}) => ({
          // Anchored: `yaml` is the package and not our own `…/yaml/yaml.js`.
          regex: `^(?:${modules.map(name => name.replace('/**', '/.+').replace('*', '[^/]+')).join('|')})$`,
          message: `Its owner is ${owners.join(', ')}.`,
        })),
      },
    ],
    'no-restricted-properties': [
      'error',
      ...OWNED_PROPERTIES.filter(entry => !isOwner(entry)).map(({object, property, message}) => ({
        object,
        property,
        message,
      })),
    ],
  };
}

/** Later entries win: the rules of a folder before those of the folders and files inside it. */
const ownerGlobs = [...new Set([...OWNED_MODULES, ...OWNED_PROPERTIES].flatMap(({owners}) => owners))].sort(
  (a, b) => a.split('/').length - b.split('/').length || Number(b.endsWith('**')) - Number(a.endsWith('**')),
);

const NODE_GLOBALS = [
  'process',
  'console',
  'URL',
  'Buffer',
  'performance',
  'setTimeout',
  'clearTimeout',
  'fetch',
  'AbortSignal',
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'schema/',
    'coverage/',
    'quickstart/',
    'test-results/',
    'test/fixtures/',
    '**/.etcdops/',
  ]),
  {linterOptions: {reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error'}},
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname}},
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', {considerDefaultExhaustiveForUnions: true}],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        {disallowTypeAnnotations: false, fixStyle: 'inline-type-imports'},
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        {argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true},
      ],
      // Text for terminals, and text that must not reach them, is about control characters.
      'no-control-regex': 'off',
      // Numbers in a text read as what they are.
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true}],
      // An interface may promise what one implementation does without waiting.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': ['error', {ignoreStatic: true}],
    },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {globals: Object.fromEntries(NODE_GLOBALS.map(name => [name, 'readonly']))},
  },
  {
    files: ['**/*.cjs', 'bin/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {module: 'writable', require: 'readonly', __dirname: 'readonly'},
    },
  },
  {
    rules: {
      'max-lines': ['error', {max: 250, skipBlankLines: false, skipComments: false}],
      complexity: ['error', 10],
      'max-params': ['error', 3],
      eqeqeq: 'error',
      'prefer-const': 'error',
      'no-restricted-exports': [
        'error',
        {restrictDefaultExports: {direct: true, named: true, defaultFrom: true}},
      ],
    },
  },
  {files: ['src/**/*.ts'], rules: restrictionsFor('src/**')},
  ...ownerGlobs.map(glob => ({files: [glob], rules: restrictionsFor(glob)})),
  {
    files: ['src/**/*.ts'],
    ignores: ['src/lib/adapters/clock/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Time comes from the clock adapter.',
        },
      ],
    },
  },
  {
    files: ['src/commands/**/*.ts'],
    rules: {
      'max-lines': ['error', {max: 60, skipBlankLines: false, skipComments: false}],
      'no-restricted-exports': 'off',
    },
  },
  {files: ['*.config.{js,ts}', '**/*.d.ts'], rules: {'no-restricted-exports': 'off'}},
  // A row of a table of cases is a parameter each.
  {files: ['test/**/*.ts'], rules: {'max-params': 'off'}},
);
