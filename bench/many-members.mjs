// Large specs: `bootstrap static` and `validate` must take time in proportion to the bytes that they write or read.
import {join} from 'node:path';

import {bytesBelow, etcdops, inFolder, median, ms, printTable} from './measure.mjs';

const ROUNDS = 5;
const COUNTS = [3, 100, 300, 1000];
/** A loopback address of our own, where 3000 ports are free. */
const HOST = '127.23.7.1';

export const title = 'Large clusters, not started';

async function measure(count, {rounds, binDir}) {
  const bootstraps = [];
  const validates = [];
  let written = 0;
  let read = 0;
  for (let round = 0; round < rounds; round++) {
    await inFolder(async folder => {
      const args = ['bootstrap', 'static', '--members', String(count), '--dir', folder];
      bootstraps.push(await etcdops([...args, '--host', HOST, '--etcd-bin-dir', binDir]));
      validates.push(await etcdops(['validate'], {cwd: folder}));
      written = bytesBelow(folder);
      read = bytesBelow(join(folder, 'etcdops.yaml'));
    });
  }
  return {count, bootstrapMs: median(bootstraps), written, validateMs: median(validates), read};
}

const kilobytes = bytes => `${Math.round(bytes / 1000)} kB`;

/** What a further kilobyte costs, once the command has started at all. */
function perKilobyte(durationMs, leastMs, bytes) {
  const more = durationMs - leastMs;
  return more <= 0 ? '' : `${((more * 1000 * 1000) / bytes).toFixed(0)} µs`;
}

export async function run({rounds = ROUNDS, binDir}) {
  const found = [];
  for (const count of COUNTS) found.push(await measure(count, {rounds, binDir}));
  const [least] = found;
  printTable(
    ['members', 'bootstrap', 'written', 'for each kB more', 'validate', 'read', 'for each kB more', 'goal'],
    found.map(({count, bootstrapMs, written, validateMs, read}) => [
      count,
      ms(bootstrapMs),
      kilobytes(written),
      perKilobyte(bootstrapMs, least.bootstrapMs, written),
      ms(validateMs),
      kilobytes(read),
      perKilobyte(validateMs, least.validateMs, read),
      count === 100 ? '≤ 1 s each' : '',
    ]),
  );
}
