// Bundles the CLI with esbuild: start-up is what users feel, and one file per command loads in a fraction of the
// time that the packages take. Also writes oclif's manifest, the JSON Schema of the spec and the notices.
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

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
const commands = filesBelow('src/commands').filter(path => path.endsWith('.ts'));
const result = await build({
  entryPoints: ['src/main.ts', 'src/lib/domain/spec/json-schema.ts', ...commands],
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  legalComments: 'none',
  // Only oclif's development mode asks for it, and it is larger than all the rest.
  external: ['typescript'],
  chunkNames: 'chunks/[name]-[hash]',
  // Dependencies written as CommonJS call require for Node's own modules.
  banner: {js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);"},
  logLevel: 'warning',
});

const {specJsonSchema} = await import(pathToFileURL(join(root, 'dist/lib/domain/spec/json-schema.js')).href);
mkdirSync('schema', {recursive: true});
writeFileSync('schema/etcdops.schema.json', `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
rmSync('dist/lib', {recursive: true, force: true});

writeFileSync('node_modules/.cache/etcdops-meta.json', JSON.stringify(result.metafile));
writeNotices(Object.keys(result.metafile.inputs));

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
  const folders = new Set(inputs.map(path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean));
  const notices = [...folders].sort().map(folder => {
    const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licenceFile = readdirSync(folder).find(file => /^(licen[cs]e|copying)/i.test(file));
    const text = licenceFile === undefined ? '' : readFileSync(join(folder, licenceFile), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync('THIRD-PARTY-NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));
}
