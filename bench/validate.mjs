// Configurations of others: `validate` must take time in proportion to the bytes that it reads, and hardly more than its
// own start for a small cluster.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {bytesBelow, etcdops, inFolder, median, ms, printTable, times} from './measure.mjs';

const ROUNDS = 20;
const COUNTS = [50, 100, 300, 900];
const SMALL = 5;

export const title = 'Judging config files, against `etcdops --version`';

const addressOf = index => `10.0.${index >> 8}.${index & 255}`;

/** One cluster: each file names all of them, so that the bytes grow with the square of the members. */
function writeCluster(folder, count) {
  const members = Array.from({length: count}, (_, index) => ({
    name: `infra${index}`,
    host: addressOf(index + 1),
  }));
  const initialCluster = members.map(({name, host}) => `${name}=http://${host}:2380`).join(',');
  for (const {name, host} of members) {
    mkdirSync(join(folder, name), {recursive: true});
    const settings = {
      name,
      'data-dir': `/var/lib/etcd/${name}`,
      'listen-peer-urls': `http://${host}:2380`,
      'listen-client-urls': `http://${host}:2379`,
      'initial-advertise-peer-urls': `http://${host}:2380`,
      'advertise-client-urls': `http://${host}:2379`,
      'initial-cluster': initialCluster,
      'initial-cluster-token': 'bench-1',
      'initial-cluster-state': 'new',
    };
    const lines = Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`);
    writeFileSync(join(folder, name, 'etcd.yaml'), lines.join(''));
  }
}

const kilobytes = bytes => `${Math.round(bytes / 1000)} kB`;

/** What a further megabyte costs, once the command has started at all. */
function perMegabyte(found, base) {
  const more = found.durationMs - base;
  return more <= 0 ? '' : ms((more * 1_000_000) / found.read);
}

export async function run({rounds = ROUNDS}) {
  await inFolder(async folder => {
    const cases = [SMALL, ...COUNTS].map(count => ({
      count,
      path: join(folder, String(count)),
      durations: [],
    }));
    for (const {count, path} of cases) writeCluster(path, count);
    const starts = [];
    const start = () => etcdops(['--version'], {cwd: folder});
    // The version is named: looking for the etcd at hand is another matter. A large cluster has its warnings.
    const judge = path =>
      etcdops(['validate', path, '--etcd-version', '3.7.3'], {cwd: folder, exitCodes: [0]});
    // One run of each before: it keeps the compiled code.
    await start();
    await judge(cases[0].path);
    for (let round = 0; round < rounds; round++) {
      starts.push(await start());
      for (const {path, durations} of cases) durations.push(await judge(path));
    }
    const base = median(starts);
    const found = cases.map(({count, path, durations}) => {
      return {count, durationMs: median(durations), read: bytesBelow(path)};
    });
    const goals = {[SMALL]: '≤ 1.7 ×', 300: '≤ 1500 ms'};
    printTable(
      ['command', 'median', 'ratio', 'read', 'for each MB', 'goal'],
      [
        ['etcdops --version', ms(base), '1.00', '', '', ''],
        ...found.map(one => [
          `validate, ${one.count} files`,
          ms(one.durationMs),
          times(one.durationMs, base),
          kilobytes(one.read),
          one.count === SMALL ? '' : perMegabyte(one, found[0].durationMs),
          goals[one.count] ?? '',
        ]),
      ],
    );
  });
}
