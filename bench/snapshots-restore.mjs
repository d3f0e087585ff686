// `snapshot restore` of three members, from the command to all healthy, against shell scripts that restore one member
// after the other, as etcd's documents show it, and all three at once (`restore-members.sh`).
//
// Each turn has a cluster of its own that runs on nothing, so that none finds what another one left.
import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {runOrThrow} from '../scripts/run-program.mjs';
import {withFilledMember} from './filled-member.mjs';
import {
  CLI,
  etcdops,
  freeBasePort,
  inFolder,
  median,
  ms,
  peakMemoryMb,
  printTable,
  timed,
} from './measure.mjs';
import {end, recordedPids, writtenPids} from './started-members.mjs';

const ROUNDS = 5;
const GOAL_MB = 150;
const SCRIPT = join(import.meta.dirname, 'restore-members.sh');
const CONTESTANTS = [
  {name: 'etcdops snapshot restore', goal: ''},
  {name: 'script, one after the other', mode: 'in-turn', goal: '≤ 0.65'},
  {name: 'script, all three at once', mode: 'parallel', goal: '≤ 1.15'},
];

export const title = 'Three members brought back from a snapshot, against scripts';

function livePids(folder) {
  const recorded = existsSync(join(folder, '.etcdops', 'pids')) ? recordedPids(folder) : [];
  const written = existsSync(join(folder, 'pids')) ? writtenPids(folder) : [];
  return [...new Set([...recorded, ...written])].filter(pid => existsSync(`/proc/${pid}`));
}

/** Calls `act` with the folder of three members that run. */
function withMembers(binDir, act) {
  return inFolder(async folder => {
    const basePort = await freeBasePort(3);
    try {
      const where = ['--dir', folder, '--base-port', String(basePort), '--etcd-bin-dir', binDir];
      await etcdops(['bootstrap', 'static', '--members', '3', '--cluster', 'bench', ...where, '--start']);
      // What was written in an earlier turn shall cost this one nothing.
      await timed('sync', []);
      return await act(folder, basePort);
    } finally {
      await end(livePids(folder));
    }
  });
}

const restoreArgs = path => ['snapshot', 'restore', path, '--confirm', 'bench'];

/** The leader last. */
async function pidsOf(folder) {
  const {stdout} = await runOrThrow(process.execPath, [CLI, 'status', '--json'], {cwd: folder});
  const {nodes} = JSON.parse(stdout);
  return nodes.sort((a, b) => Number(a.isLeader === true) - Number(b.isLeader === true)).map(({pid}) => pid);
}

function restoreOnce(binDir, path, {mode}) {
  return withMembers(binDir, async (folder, basePort) => {
    const words = [mode, binDir, folder, basePort, path, ...(await pidsOf(folder))];
    return mode === undefined
      ? etcdops(restoreArgs(path), {cwd: folder})
      : timed('sh', [SCRIPT, ...words.map(String)]);
  });
}

/** Durations by name. The first round only warms up; each begins with another contestant. */
async function measure(binDir, path, rounds) {
  const found = new Map(CONTESTANTS.map(({name}) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (let place = 0; place < CONTESTANTS.length; place++) {
      const contestant = CONTESTANTS[(round + 1 + place) % CONTESTANTS.length];
      const durationMs = await restoreOnce(binDir, path, contestant);
      if (round >= 0) found.get(contestant.name).push(durationMs);
    }
  }
  return found;
}

export async function run({rounds = ROUNDS, binDir}) {
  await inFolder(async folder => {
    const path = join(folder, 'snapshot.db');
    await withFilledMember(binDir, ({url}) =>
      timed(join(binDir, 'etcdctl'), ['--endpoints', url, 'snapshot', 'save', path]),
    );
    const found = await measure(binDir, path, rounds);
    const memoryMb = await withMembers(binDir, own => peakMemoryMb(restoreArgs(path), own));
    const ours = found.get(CONTESTANTS[0].name);
    printTable(
      [
        `three members of ${Math.round(statSync(path).size / 1e6)} MB each`,
        'median',
        'etcdops / this',
        'goal',
      ],
      [
        ...CONTESTANTS.map(({name, goal}) => {
          const values = found.get(name);
          const ratio = median(values.map((value, round) => ours[round] / value));
          return [name, ms(median(values)), ratio.toFixed(2), goal];
        }),
        ['memory of etcdops at most', `${Math.round(memoryMb)} MB`, '', `≤ ${GOAL_MB} MB`],
      ],
    );
  });
}
