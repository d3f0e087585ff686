// What a gateway and a gRPC proxy cost: puts and linearizable reads by etcd's own load generator, straight to three
// members and through each of them, all on this machine and in turns.
import {join} from 'node:path';

import {runOrThrow} from '../scripts/run-program.mjs';
import {benchmarkTool} from './benchmark-tool.mjs';
import {etcdops, freeBasePort, inFolder, median, printTable, times} from './measure.mjs';
import {end, recordedPids} from './started-members.mjs';

const ROUNDS = 10;
const VALUE_BYTES = 256;
const READ_KEY = 'read-by-all';
const SERVING_MS = 20_000;

/** One client says what a request takes, a hundred say what goes through in a second. */
const LOADS = [
  {name: 'one client', args: ['--conns', '1', '--clients', '1'], total: 400},
  {name: '100 clients', args: ['--conns', '10', '--clients', '100'], total: 8000},
];

const OPERATIONS = [
  {
    name: 'put',
    args: ['put', '--key-size', '16', '--val-size', String(VALUE_BYTES)].concat([
      '--sequential-keys',
      '--key-space-size',
      '100000',
    ]),
  },
  {name: 'read', args: ['range', READ_KEY, '--consistency', 'l']},
];

export const title = 'Puts and reads through gateway and gRPC proxy, against the members themselves';

function portOf(basePort, index) {
  return `127.0.0.1:${basePort + 10 * index}`;
}

/** What the tool says at its end. A request that failed is no request that was fast. */
function parse(output) {
  const value = pattern => Number(pattern.exec(output)?.[1]);
  const found = {
    perSecond: value(/Requests\/sec:\s+([\d.]+)/),
    medianMs: 1000 * value(/ 50% in ([\d.e-]+) secs/),
    slowMs: 1000 * value(/ 99% in ([\d.e-]+) secs/),
  };
  if (Object.values(found).some(Number.isNaN) || output.includes('Error distribution'))
    throw new Error(`requests failed:\n${output.slice(-2000)}`);
  return found;
}

async function serves(binDir, endpoint) {
  const deadline = performance.now() + SERVING_MS;
  const args = ['--endpoints', endpoint, 'put', READ_KEY, 'x'.repeat(VALUE_BYTES)];
  for (;;) {
    try {
      return await runOrThrow(join(binDir, 'etcdctl'), args);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

/** Every load by every way, in each round in another order; the first round only warms up. */
async function measure(tool, ways, rounds) {
  const found = new Map();
  for (let round = -1; round < rounds; round++) {
    for (const load of LOADS) {
      for (const operation of OPERATIONS) {
        for (let place = 0; place < ways.length; place++) {
          const way = ways[(round + 1 + place) % ways.length];
          const where = ['--precise', '--endpoints', way.endpoints, ...load.args];
          const what = [...operation.args, '--total', String(load.total)];
          const {output} = await runOrThrow(tool, [...where, ...what]);
          const key = `${load.name} ${operation.name} ${way.name}`;
          if (round >= 0) found.set(key, [...(found.get(key) ?? []), parse(output)]);
        }
      }
    }
  }
  return found;
}

/** Medians of all rounds, and ratios that were each taken within one round. */
function rowOf(values, direct) {
  const each = field => values.map(value => value[field]);
  const ratio = field => median(values.map((value, round) => value[field] / direct[round][field]));
  const shown = field => `${median(each(field)).toFixed(2)} ms`;
  return [
    Math.round(median(each('perSecond'))),
    times(ratio('perSecond'), 1),
    shown('medianMs'),
    times(ratio('medianMs'), 1),
    shown('slowMs'),
  ];
}

function print(found, ways) {
  const rows = LOADS.flatMap(load =>
    OPERATIONS.flatMap(operation => {
      const valuesOf = way => found.get(`${load.name} ${operation.name} ${way.name}`);
      const direct = valuesOf(ways[0]);
      return ways.map(way => [
        `${operation.name}, ${load.name}, ${way.name}`,
        ...rowOf(valuesOf(way), direct),
      ]);
    }),
  );
  printTable(['what', 'each second', 'of direct', 'median', 'of direct', '99 of 100 within'], rows);
}

export async function run({rounds = ROUNDS, binDir}) {
  const tool = await benchmarkTool();
  const basePort = await freeBasePort(5);
  const ways = [
    {name: 'direct', endpoints: [0, 1, 2].map(index => portOf(basePort, index)).join(',')},
    {name: 'gateway', endpoints: portOf(basePort, 3)},
    {name: 'gRPC proxy', endpoints: portOf(basePort, 4)},
  ];
  await inFolder(async folder => {
    const counts = ['--members', '3', '--gateways', '1', '--grpc-proxies', '1'];
    const where = ['--dir', folder, '--base-port', String(basePort), '--etcd-bin-dir', binDir];
    try {
      await etcdops(['bootstrap', 'static', ...counts, ...where, '--start']);
      for (const {endpoints} of ways) await serves(binDir, endpoints);
      print(await measure(tool, ways, rounds), ways);
    } finally {
      await end(recordedPids(folder));
    }
  });
}
