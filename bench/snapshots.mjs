// `snapshot save`, whose digest check is done while the bytes come, against `etcdctl snapshot save`, which checks none.
// Reading the structure is shown apart: etcdctl does not do it.
import {mkdirSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {withFilledMember} from './filled-member.mjs';
import {etcdops, median, ms, peakMemoryMb, printTable, timed, times} from './measure.mjs';

const ROUNDS = 5;
const GOAL_MB = 150;

export const title = 'A snapshot saved and checked';

async function measure({folder, binDir, url, rounds}) {
  const out = join(folder, 'out');
  mkdirSync(out);
  const path = join(out, 'snapshot.db');
  const tool = binDir.includes('/3.4.') ? 'etcdctl' : 'etcdutl';
  const fresh = () => {
    rmSync(out, {recursive: true, force: true});
    mkdirSync(out);
  };
  const found = {ours: [], theirs: [], status: []};
  for (let round = 0; round < rounds; round++) {
    const turns = [
      async () =>
        found.theirs.push(
          await timed(join(binDir, 'etcdctl'), ['--endpoints', url, 'snapshot', 'save', path], {cwd: folder}),
        ),
      async () => found.ours.push(await etcdops(['snapshot', 'save', path], {cwd: folder})),
    ];
    // Each round begins with the other one.
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
      fresh();
      await turn();
    }
    found.status.push(await timed(join(binDir, tool), ['snapshot', 'status', path], {cwd: folder}));
  }
  const sizeMb = statSync(path).size / 1e6;
  fresh();
  return {...found, sizeMb, memoryMb: await peakMemoryMb(['snapshot', 'save', path], folder)};
}

export async function run({rounds = ROUNDS, binDir}) {
  await withFilledMember(binDir, async ({folder, url}) => {
    const {ours, theirs, status, sizeMb, memoryMb} = await measure({folder, binDir, url, rounds});
    const [own, other, read] = [ours, theirs, status].map(median);
    printTable(
      [`a database of ${Math.round(sizeMb)} MB`, 'median', 'this / etcdctl', 'goal'],
      [
        ['etcdctl snapshot save', ms(other), '1.00', ''],
        ['etcdops snapshot save, all of it', ms(own), times(own, other), ''],
        ['its structure read, as snapshot status does', ms(read), times(read, other), ''],
        ['etcdops snapshot save without that', ms(own - read), times(own - read, other), '≤ 1.1'],
        ['memory of etcdops at most', `${Math.round(memoryMb)} MB`, '', `≤ ${GOAL_MB} MB`],
      ],
    );
  });
}
