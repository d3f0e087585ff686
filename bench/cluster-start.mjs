// From nothing to three healthy members: `bootstrap static --members 3 --start` against two shell scripts that do as much.
import {join} from 'node:path';

import {etcdops, freeBasePort, timed} from './measure.mjs';
import {printRace, race, recordedPids, writtenPids} from './started-members.mjs';

const ROUNDS = 20;
const SCRIPT = join(import.meta.dirname, 'start-members.sh');

export const title = 'Three members from nothing to healthy';

export async function run({rounds = ROUNDS, binDir}) {
  const basePort = String(await freeBasePort(3));
  const contestants = [
    {
      name: 'etcdops bootstrap static --members 3 --start',
      run: folder =>
        etcdops(
          ['bootstrap', 'static', '--members', '3', '--start', '--dir', folder].concat([
            '--base-port',
            basePort,
            '--etcd-bin-dir',
            binDir,
          ]),
        ),
      pids: recordedPids,
    },
    ...['at-once', 'staggered'].map(mode => ({
      name: `script, ${mode}`,
      goal: mode === 'at-once' ? '< 1.0' : '≤ 1.4',
      run: folder => timed('sh', [SCRIPT, mode, binDir, folder, basePort]),
      pids: writtenPids,
    })),
  ];
  const found = await race(contestants, rounds);
  printRace(contestants, found);
}
