// From nothing to three healthy members: `bootstrap static --members 3 --start` against two shell scripts that do as much.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {
  etcdops,
  freeBasePort,
  inFolder,
  median,
  ms,
  ninetieth,
  printTable,
  timed,
  times,
} from './measure.mjs';

const ROUNDS = 20;
const SCRIPT = join(import.meta.dirname, 'start-members.sh');

export const title = 'Three members from nothing to healthy';

function recordedPids(folder) {
  const pids = join(folder, '.etcdops', 'pids');
  return readdirSync(pids).map(name => JSON.parse(readFileSync(join(pids, name), 'utf8')).pid);
}

function writtenPids(folder) {
  return readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
}

/** Ends the members of one run, known by their pids, and waits until they are gone. */
async function end(pids) {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  for (const pid of pids) {
    for (;;) {
      try {
        process.kill(pid, 0);
        // A zombie that waits for its parent has left its ports.
        if (/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) break;
      } catch {
        break;
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }
}

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
  const found = new Map(contestants.map(({name}) => [name, []]));
  // The first round only warms up; each round begins with another one.
  for (let round = -1; round < rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const {name, run: once, pids} = contestants[(round + 1 + place) % contestants.length];
      const durationMs = await inFolder(async folder => {
        try {
          return await once(folder);
        } finally {
          await end(pids(folder));
        }
      });
      if (round >= 0) found.get(name).push(durationMs);
    }
  }
  const [ours] = contestants;
  const oursMs = median(found.get(ours.name));
  printTable(
    ['what', 'median', 'nine of ten within', 'etcdops / this', 'goal'],
    contestants.map(({name, goal = ''}) => {
      const values = found.get(name);
      return [name, ms(median(values)), ms(ninetieth(values)), times(oursMs, median(values)), goal];
    }),
  );
}
