// Bundles the CLI with esbuild: start-up is what users feel, and a few files with what a command needs load in a
// fraction of the time that the packages take. Also writes oclif's manifest, the JSON Schema of the spec and the notices.
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

import {Plugin} from '@oclif/core';
import {build, transform} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

function filesBelow(dir) {
  return readdirSync(dir)
    .sort()
    .flatMap(name => {
      const path = join(dir, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

rmSync('dist', {recursive: true, force: true});
const written = {
  target: 'node20.17',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'ascii',
};
const common = {
  ...written,
  bundle: true,
  platform: 'node',
  // Only oclif's development mode asks for it, and it is larger than all the rest.
  external: ['typescript'],
  // Packages that others name and that nothing of ours ever asks for.
  alias: {
    // Half a megabyte of old encodings, for a prompt that opens an editor.
    '@inquirer/editor': './scripts/absent.json',
    // Handlebars does without it.
    'source-map': './scripts/absent.json',
  },
  logLevel: 'warning',
};
// How a part of it is written: it runs from V8's code cache, where import() of a module is not possible; require() is.
const commonJs = {
  format: 'cjs',
  supported: {'dynamic-import': false},
  define: {'import.meta.url': '__importMetaUrl'},
};
const IMPORT_META_URL = "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

const commands = filesBelow('src/commands').filter(path => path.endsWith('.ts'));
const {outputFiles, metafile} = await build({
  ...common,
  entryPoints: [{in: 'src/main.ts', out: 'main'}, ...commands.map(path => ({in: path, out: partOf(path)}))],
  // esbuild splits modules only of this format; each part is turned into CommonJS after it.
  format: 'esm',
  splitting: true,
  chunkNames: 'shared-[hash]',
  outExtension: {'.js': '.cjs'},
  outdir: 'dist',
  write: false,
  metafile: true,
});
mkdirSync('dist');
for (const {path, text} of outputFiles) {
  const {code} = await transform(text, {
    ...written,
    ...commonJs,
    ...(text.includes('import.meta.url') ? {banner: IMPORT_META_URL} : {}),
  });
  writeFileSync(path, ascii(code));
}
writeFileSync('dist/cli.cjs', indexSource(commands));
// What runs at every TAB: a bundle without oclif.
const complete = await build({
  ...common,
  ...commonJs,
  entryPoints: ['src/boot/complete.ts'],
  outfile: 'dist/complete.cjs',
  write: false,
});
writeFileSync('dist/complete.cjs', ascii(complete.outputFiles[0].text));
const parts = filesBelow('dist').map(path => readFileSync(path));
const buildId = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 16);
await build({
  ...common,
  ...commonJs,
  entryPoints: ['src/boot/boot.ts'],
  outfile: 'dist/boot.cjs',
  define: {...commonJs.define, __BUILD_ID__: JSON.stringify(buildId)},
});

/** esbuild escapes what is not ASCII in strings, not in regular expressions; src/boot reads the parts as ASCII. */
function ascii(code) {
  // eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
  return code.replace(/[^\x00-\x7f]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function wordsOf(path) {
  return path
    .slice('src/commands/'.length)
    .replace(/(\/index)?\.ts$/, '')
    .split('/');
}

function partOf(path) {
  return `command-${wordsOf(path).join('-')}`;
}

/** One module with every command behind a getter, so that only the command that runs is loaded. */
function indexSource(paths) {
  const getters = paths.map(path => {
    const id = JSON.stringify(wordsOf(path).join(':'));
    return `  get ${id}() { return require('./${partOf(path)}.cjs').default; },`;
  });
  return `exports.main = (...args) => require('./main.cjs').main(...args);\nexports.COMMANDS = {\n${getters.join('\n')}\n};\n`;
}

await build({
  ...common,
  ...commonJs,
  entryPoints: ['src/lib/domain/spec/json-schema.ts'],
  outfile: 'dist/json-schema.cjs',
});
const {specJsonSchema} = createRequire(import.meta.url)('../dist/json-schema.cjs');
mkdirSync('schema', {recursive: true});
writeFileSync('schema/etcdops.schema.json', `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
rmSync('dist/json-schema.cjs');

writeNotices(Object.keys(metafile.inputs));

await writeManifest();

/** What oclif reads instead of every command: flags, summaries and the file of each. */
async function writeManifest() {
  rmSync('oclif.manifest.json', {force: true});
  const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true});
  await plugin.load();
  writeFileSync('oclif.manifest.json', `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

/** The licences of the packages whose code stands in the bundle. */
function writeNotices(inputs) {
  const folders = new Set(
    inputs.map(path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean),
  );
  const notices = [...folders].sort().map(folder => {
    const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licenceFile = readdirSync(folder).find(file => /^(licen[cs]e|copying)/i.test(file));
    const text = licenceFile === undefined ? '' : readFileSync(join(folder, licenceFile), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync('THIRD-PARTY-NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}
