// Bundles the CLI with esbuild: start-up is what users feel, and one file loads in a fraction of the time that the
// packages take. Also writes oclif's manifest, the JSON Schema of the spec and the notices.
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';

import {Plugin} from '@oclif/core';
import {build} from 'esbuild';

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
const common = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.17',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'ascii',
  // The bundle runs from V8's code cache, where import() of a module of Node is not possible; require() is.
  supported: {'dynamic-import': false},
  // Only oclif's development mode asks for it, and it is larger than all the rest.
  external: ['typescript'],
  define: {'import.meta.url': '__importMetaUrl'},
  banner: {js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;"},
  logLevel: 'warning',
};

const commands = filesBelow('src/commands').filter(path => path.endsWith('.ts'));
const {metafile} = await build({
  ...common,
  stdin: {contents: entrySource(commands), resolveDir: root, loader: 'ts'},
  outfile: 'dist/cli.cjs',
  metafile: true,
});
makeAscii('dist/cli.cjs');
// What runs at every TAB: a bundle without oclif.
await build({...common, entryPoints: ['src/boot/complete.ts'], outfile: 'dist/complete.cjs'});
makeAscii('dist/complete.cjs');
const bundles = ['dist/cli.cjs', 'dist/complete.cjs'].map(path => readFileSync(path));
const buildId = createHash('sha256').update(Buffer.concat(bundles)).digest('hex').slice(0, 16);
await build({
  ...common,
  entryPoints: ['src/boot/boot.ts'],
  outfile: 'dist/boot.cjs',
  define: {...common.define, __BUILD_ID__: JSON.stringify(buildId)},
});

/** esbuild escapes what is not ASCII in strings, not in regular expressions; src/boot reads the bundle as ASCII. */
function makeAscii(path) {
  // eslint-disable-next-line no-control-regex -- the whole of ASCII is meant
  const ascii = readFileSync(path, 'utf8').replace(/[^\x00-\x7f]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  writeFileSync(path, ascii);
}

/** One module with every command behind a getter, so that only the command that runs is evaluated. */
function entrySource(paths) {
  const getters = paths.map(path => {
    const id = path
      .slice('src/commands/'.length)
      .replace(/(\/index)?\.ts$/, '')
      .replaceAll('/', ':');
    return `  get ${JSON.stringify(id)}() { return require('./${path}').default; },`;
  });
  return `export {main} from './src/main.ts';\nexport const COMMANDS = {\n${getters.join('\n')}\n};\n`;
}

await build({
  ...common,
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
