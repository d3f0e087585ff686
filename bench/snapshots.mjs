// `snapshot save`, whose digest check is done while the bytes come, against `etcdctl snapshot save`, which checks none.
// Reading the structure is shown apart: etcdctl does not do it.
import {randomBytes} from 'node:crypto';
import {Agent, request} from 'node:http';
import {mkdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {clearInterval, setInterval} from 'node:timers';

import {CLI, etcdops, freeBasePort, inFolder, median, ms, printTable, timed, times} from './measure.mjs';
import {end, recordedPids} from './started-members.mjs';

const ROUNDS = 5;
/** ETCDOPS_BENCH_MB makes it smaller. */
const DATABASE_MB = Number(process.env['ETCDOPS_BENCH_MB'] ?? 1000);
const GOAL_MB = 150;

export const title = 'A snapshot saved and checked';

const base64 = text => Buffer.from(text).toString('base64');

/** A megabyte: a hundred keys of ten kilobytes that nothing compresses. */
function megabyte(index) {
  const put = number => ({
    requestPut: {key: base64(`${index}/${number}`), value: randomBytes(10_240).toString('base64')},
  });
  return JSON.stringify({success: Array.from({length: 100}, (_, number) => put(number))});
}

async function fill(url) {
  const agent = new Agent({keepAlive: true, maxSockets: 8});
  const post = body =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}/v3/kv/txn`, {method: 'POST', agent}, answer => {
        answer.resume().on('end', resolve);
      });
      sent.on('error', reject).end(body);
    });
  let next = 0;
  const worker = async () => {
    while (next < DATABASE_MB) await post(megabyte(next++));
  };
  await Promise.all(Array.from({length: 8}, worker));
  agent.destroy();
}

/** The most memory that the process had, read while it runs. */
async function peakMemoryMb(args, cwd) {
  const child = spawn(process.execPath, [CLI, ...args], {cwd, stdio: 'ignore'});
  let peakKb = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 20);
  await new Promise(resolve => child.once('exit', resolve));
  clearInterval(timer);
  return peakKb / 1024;
}

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
  const basePort = await freeBasePort(1);
  await inFolder(async folder => {
    try {
      const where = ['--dir', folder, '--base-port', String(basePort), '--etcd-bin-dir', binDir];
      await etcdops(['bootstrap', 'static', '--members', '1', ...where, '--start']);
      const url = `http://127.0.0.1:${basePort}`;
      await fill(url);
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
    } finally {
      await end(recordedPids(folder));
    }
  });
}
