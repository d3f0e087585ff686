// A member with a large database, for what is measured of snapshots.
import {randomBytes} from 'node:crypto';
import {Agent, request} from 'node:http';

import {etcdops, freeBasePort, inFolder} from './measure.mjs';
import {end, recordedPids} from './started-members.mjs';

/** ETCDOPS_BENCH_MB makes it smaller. */
const DATABASE_MB = Number(process.env['ETCDOPS_BENCH_MB'] ?? 1000);

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

/** Calls `act` while a member runs that has so much in it; its folder goes afterwards. */
export async function withFilledMember(binDir, act) {
  const basePort = await freeBasePort(1);
  await inFolder(async folder => {
    try {
      const where = ['--dir', folder, '--base-port', String(basePort), '--etcd-bin-dir', binDir];
      await etcdops(['bootstrap', 'static', '--members', '1', ...where, '--start']);
      const url = `http://127.0.0.1:${basePort}`;
      await fill(url);
      await act({folder, url});
    } finally {
      await end(recordedPids(folder));
    }
  });
}
