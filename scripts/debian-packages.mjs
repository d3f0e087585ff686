// Programs from packages of Debian, without installing them.
import {mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {runOrThrow} from './run-program.mjs';

/** Debian's packages, downloaded and only unpacked. */
export async function unpackPackages(dir, packages) {
  mkdirSync(dir, {recursive: true});
  const download = () => runOrThrow('apt-get', ['download', '--quiet', ...packages], {cwd: dir});
  await download().catch(async () => {
    // No package lists yet, or too old ones.
    await runOrThrow('apt-get', ['update', '--quiet']);
    await download();
  });
  for (const file of readdirSync(dir).filter(name => name.endsWith('.deb'))) {
    await runOrThrow('dpkg-deb', ['-x', file, '.'], {cwd: dir});
    rmSync(join(dir, file));
  }
}

/** A script beside what was unpacked; `$here` is its folder. */
export function writeWrapper(path, ...lines) {
  const script = ['#!/bin/sh', 'here=$(dirname "$(readlink -f "$0")")', ...lines, ''];
  writeFileSync(path, script.join('\n'), {mode: 0o755});
}
