// Writes the reference pages in docs/ from the program itself; `--check` writes nothing and exits 1 where one is out
// of date. Needs the manifest that the build writes.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {build} from 'esbuild';
import {format, resolveConfig} from 'prettier';

import {etcdVersionsPage} from './docs-etcd-versions.mjs';
import {rulesPage} from './docs-rules.mjs';
import {anchorOf, cell, code, table} from './markdown.mjs';
import {isMain, ROOT} from './run-program.mjs';

const MANIFEST = 'oclif.manifest.json';
const MADE_BY = '<!-- Made by `npm run docs`; do not edit. -->';

/** The tables of the program. They are pure data, so they are bundled in memory and loaded. */
const SOURCES = `
export {EXIT, ERROR_CATALOG} from './src/lib/errors/catalog.ts';
export {CAPABILITIES, has} from './src/lib/domain/etcd-version/capabilities.ts';
export {ETCD_LINES, NEWEST_KNOWN} from './src/lib/domain/etcd-version/version.ts';
export {ETCD_SETTINGS} from './src/lib/domain/etcd-settings/table.ts';
export {
  everyRule,
  rulesOfTheSpec,
  rulesWithExamples,
  rulesWithoutExamples,
} from './src/lib/domain/rules/every-rule.ts';
export {defaultOf, settingExists, settingsOf, yamlPathOf} from './src/lib/domain/etcd-settings/lookup.ts';
`;

/** What each exit code means, in a sentence; `EXIT` has the numbers. */
const EXIT_MEANINGS = {
  ok: 'Done, or nothing to do.',
  bug: 'A bug in etcdops. Please report it.',
  usage: 'A flag, an argument or what it names cannot be used. Nothing was written or started.',
  invalid:
    'The spec, a configuration or a program is not valid. `render --check` found a difference, `convert` could not carry all over.',
  refused: 'A check before the start refused. Nothing was changed.',
  tool: 'An outside program failed: etcd, etcdctl, a download.',
  unhealthy: 'The cluster is unreachable or unhealthy.',
  partway: 'Stopped part-way. The same command goes on.',
  locked: 'Another etcdops works on this cluster.',
  drifted: 'The world is not what etcdops has on record: another cluster answers.',
  needsInput: 'An answer is needed and there is no terminal. The message names the flag.',
  interrupted: 'Interrupted (Ctrl-C). The same command goes on.',
};

async function loadTables() {
  const {outputFiles} = await build({
    stdin: {contents: SOURCES, resolveDir: ROOT, loader: 'ts'},
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** The templates that oclif allows in texts. */
const filled = (text, id) =>
  text.replaceAll('<%= config.bin %>', 'etcdops').replaceAll('<%= command.id %>', id.replaceAll(':', ' '));

const isGlobal = ({helpGroup}) => helpGroup === 'GLOBAL';
const visible = items => Object.values(items ?? {}).filter(({hidden}) => hidden !== true);

function flagWord({name, char, type, helpValue, options}) {
  const value = helpValue ?? options?.join('|') ?? 'VALUE';
  return `${char === undefined ? '' : `-${char}, `}--${name}${type === 'boolean' ? '' : ` ${value}`}`;
}

function flagText({description = '', options, helpValue, default: preset, exclusive, dependsOn, env}) {
  const isPreset = preset !== undefined && preset !== false && !description.includes('[default:');
  const list = names => names.map(name => code(`--${name}`)).join(', ');
  return [
    cell(description),
    ...(options !== undefined && helpValue !== undefined ? [`one of ${options.map(code).join(', ')}`] : []),
    ...(isPreset ? [`default ${code([preset].flat().join(','))}`] : []),
    ...(exclusive === undefined ? [] : [`not with ${list(exclusive)}`]),
    ...(dependsOn === undefined ? [] : [`only with ${list(dependsOn)}`]),
    ...(env === undefined ? [] : [`variable ${code(env)}`]),
  ].join('; ');
}

const flagTable = flags =>
  table(
    ['flag', 'meaning'],
    flags.map(flag => [code(cell(flagWord(flag))), flagText(flag)]),
  );

function exampleLines(id, examples) {
  return examples.flatMap(example => {
    const {description, command} = typeof example === 'string' ? {command: example} : example;
    return [...(description === undefined ? [] : [`# ${description}`]), filled(command, id)];
  });
}

function commandSection({id, summary, description, flags, args, examples = [], enableJsonFlag, strict}) {
  const name = `etcdops ${id.replaceAll(':', ' ')}`;
  const own = visible(flags).filter(flag => !isGlobal(flag));
  const words = visible(args);
  const usage = words.map(arg => {
    const many = strict === false || arg.multiple === true ? ' …' : '';
    return arg.required === true ? `${arg.name.toUpperCase()}${many}` : `[${arg.name.toUpperCase()}${many}]`;
  });
  return [
    `## ${name}`,
    filled(summary ?? '', id),
    filled(description ?? '', id),
    code([name, ...usage, ...(own.length > 0 ? ['[flags]'] : [])].join(' ')),
    words.length === 0
      ? ''
      : table(
          ['argument', 'meaning'],
          words.map(arg => [code(arg.name.toUpperCase()), cell(arg.description ?? '')]),
        ),
    own.length === 0 ? '' : flagTable(own),
    enableJsonFlag === false ? 'It takes no `--json`.' : '',
    examples.length === 0 ? '' : `\`\`\`sh\n${exampleLines(id, examples).join('\n')}\n\`\`\``,
  ].filter(part => part !== '');
}

function commandsPage() {
  const {commands} = JSON.parse(readFileSync(join(ROOT, MANIFEST), 'utf8'));
  const shown = visible(commands).sort((a, b) => (a.id < b.id ? -1 : 1));
  const globals = new Map(shown.flatMap(({flags}) => visible(flags).filter(isGlobal)).map(f => [f.name, f]));
  const nameOf = ({id}) => `etcdops ${id.replaceAll(':', ' ')}`;
  return [
    '# Commands',
    'What `etcdops COMMAND --help` says, on one page. What each exit code means stands in [errors.md](errors.md).',
    table(
      ['command', 'does'],
      shown.map(one => [`[${nameOf(one)}](#${anchorOf(nameOf(one))})`, cell(filled(one.summary, one.id))]),
    ),
    '## Flags of every command',
    flagTable([...globals.values()]),
    ...shown.flatMap(commandSection),
  ];
}

function errorsPage({EXIT, ERROR_CATALOG}) {
  const codes = Object.entries(ERROR_CATALOG);
  const exits = Object.entries(EXIT).map(([name, exitCode]) => {
    const meaning = EXIT_MEANINGS[name];
    if (meaning === undefined) throw new Error(`scripts/docs.mjs has no meaning for the exit code "${name}"`);
    return {exitCode, meaning, errors: codes.filter(([, entry]) => entry.exitCode === exitCode)};
  });
  return [
    '# Exit codes and errors',
    'A failure says what is wrong with the value seen, then what to type next. With `--json` it stands on stdout: ' +
      '`{"schemaVersion": 1, "error": {"code", "message", "hints", "exitCode"}}`, some with `details`. `etcdops ctl` keeps the ' +
      'exit code of etcdctl once that runs.',
    table(
      ['exit', 'meaning', 'errors'],
      exits.map(({exitCode, meaning, errors}) => [
        exitCode,
        meaning,
        errors.map(([name]) => `[${name}](#${anchorOf(name)})`).join(', '),
      ]),
    ),
    ...exits.flatMap(({exitCode, errors}) =>
      errors.flatMap(([name, {title}]) => [`## ${name}`, `${title}. Exit code ${exitCode}.`]),
    ),
  ];
}

async function pages() {
  const tables = await loadTables();
  const drafts = {
    'docs/commands.md': commandsPage(),
    'docs/errors.md': errorsPage(tables),
    'docs/etcd-versions.md': etcdVersionsPage(tables),
    'docs/rules.md': rulesPage(tables),
  };
  const made = Object.entries(drafts).map(async ([path, parts]) => {
    const options = {...(await resolveConfig(join(ROOT, path))), parser: 'markdown'};
    return {path, text: await format([MADE_BY, ...parts].join('\n\n'), options)};
  });
  return Promise.all(made);
}

/** Writes the pages, or with `check` only looks; resolves to the paths of those that were out of date. */
export async function runDocs({check}) {
  const stale = (await pages()).filter(({path, text}) => {
    const file = join(ROOT, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  for (const {path, text} of check ? [] : stale) {
    mkdirSync(dirname(join(ROOT, path)), {recursive: true});
    writeFileSync(join(ROOT, path), text);
  }
  return stale.map(({path}) => path);
}

if (isMain(import.meta.url)) {
  const check = process.argv.includes('--check');
  if (!existsSync(join(ROOT, MANIFEST))) {
    console.error(`${MANIFEST} is missing: run \`npm run build\` first`);
    process.exitCode = 1;
  } else {
    const stale = await runDocs({check});
    for (const path of stale) console.log(check ? `${path} is out of date: npm run docs` : `wrote ${path}`);
    if (check && stale.length > 0) process.exitCode = 1;
  }
}
