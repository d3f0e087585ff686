// Whether what is made from files is older than they are.
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {ROOT} from './run-program.mjs';

function newest(path) {
  const stat = statSync(path, {throwIfNoEntry: false});
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newest(join(path, name))));
}

function isOlder(made, sources) {
  const path = join(ROOT, made);
  if (!existsSync(path)) return true;
  return statSync(path).mtimeMs < Math.max(...sources.map(source => newest(join(ROOT, source))));
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(join(ROOT, lockFile), 'utf8')).packages;
}

/**
 * npm writes its own lock file into node_modules last. A package-lock.json that is younger may still say the same, as
 * after a `git checkout`; what is optional need not be there.
 */
export function needsInstall() {
  const made = 'node_modules/.package-lock.json';
  if (!isOlder(made, ['package-lock.json'])) return false;
  if (!existsSync(join(ROOT, made))) return true;
  const installed = packagesOf(made);
  return Object.entries(packagesOf('package-lock.json')).some(
    ([path, {version, optional}]) => path !== '' && installed[path]?.version !== version && optional !== true,
  );
}

/** The manifest is what the build writes last. */
export function needsBuild() {
  const sources = ['src', 'templates', 'package.json', 'package-lock.json', 'scripts/build.mjs'];
  return !existsSync(join(ROOT, 'dist/cli.cjs')) || isOlder('oclif.manifest.json', sources);
}
