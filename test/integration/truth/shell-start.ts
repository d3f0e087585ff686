import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {waitUntil} from '../../helpers/processes.js';

export interface ShellStart {
  /** Behind the program. */
  readonly args: readonly string[];
  /** Those that mean etcd, by name. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Writes down how it was started; the kernel has that in NUL-terminated texts. */
const STAND_IN = `#!/bin/sh
cat /proc/$$/environ >"$STARTED.environ"
cat /proc/$$/cmdline >"$STARTED.part"
mv "$STARTED.part" "$STARTED"
`;

function textsIn(path: string): string[] {
  return readFileSync(path, 'utf8').split('\0').slice(0, -1);
}

/** How a real shell starts etcd by a script; etcd itself is a stand-in that only writes that down. */
export async function startByShell(script: string, dir: string): Promise<ShellStart> {
  const programs = join(dir, 'bin');
  const started = join(dir, 'started');
  mkdirSync(programs);
  writeFileSync(join(programs, 'etcd'), STAND_IN);
  chmodSync(join(programs, 'etcd'), 0o755);
  const {stderr} = spawnSync('sh', [script], {
    cwd: dir,
    env: {PATH: `${programs}:/usr/bin:/bin`, STARTED: started},
    encoding: 'utf8',
    timeout: 10_000,
  });
  // A script may leave it in the background.
  await waitUntil(() => existsSync(started), 5000, `${script} starts etcd: ${stderr}`);
  const variables = textsIn(`${started}.environ`)
    .filter(text => /^etcd/i.test(text))
    .map(text => text.split(/=(.*)$/s).slice(0, 2) as [string, string]);
  // The shell and the stand-in come first.
  return {args: textsIn(started).slice(2), variables: Object.fromEntries(variables)};
}
