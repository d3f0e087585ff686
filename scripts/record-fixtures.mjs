// Records what real etcd answers into test/fixtures/etcd-api/<line>/. Needs the four lines in the cache of etcdops:
//   node bin/run.js etcd install 3.4 3.5 3.6 3.7 && node scripts/record-fixtures.mjs
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

import {recordRefusals} from './record-refusals.mjs';
import {ask, NODES, pause, withCluster} from './recorded-cluster.mjs';
import {ROOT} from './run-program.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'etcdops', 'etcd');
/** Writes until the quota is reached. */
async function fill() {
  const value = Buffer.alloc(100_000).toString('base64');
  for (let n = 0; n < 100; n++) {
    const answer = await ask('/v3/kv/put', {key: Buffer.from(`k${n}`).toString('base64'), value});
    if (answer.includes('exceeded')) return;
    await pause(150);
  }
  throw new Error('the quota was not reached');
}

async function record(version) {
  const folder = join(ROOT, 'test/fixtures/etcd-api', version.split('.').slice(0, 2).join('.'));
  mkdirSync(folder, {recursive: true});
  const save = (name, text) => writeFileSync(join(folder, `${name}.json`), `${text.trim()}\n`);
  const binary = join(CACHE, version, 'etcd');
  await withCluster(binary, {count: 1, args: ['--quota-backend-bytes', '500000']}, async () => {
    save('status', await ask('/v3/maintenance/status'));
    save('member-list', await ask('/v3/cluster/member/list'));
    await fill();
    save('status-nospace', await ask('/v3/maintenance/status'));
    const addition = {peerURLs: [NODES[1].peer], isLearner: true};
    save('member-add', await ask('/v3/cluster/member/add', addition));
    save('member-list-learner', await ask('/v3/cluster/member/list'));
  });
  // The alarm is the first member's; the second one tells of it too.
  await withCluster(binary, {count: 2, args: ['--quota-backend-bytes', '500000']}, async () => {
    await fill();
    await pause(500);
    save('status-nospace-elsewhere', await ask('/v3/maintenance/status', {}, NODES[1]));
  });
  // A member serves clients only once it has seen a leader, so a quorum must be there first and then go.
  await withCluster(binary, {count: 2}, async ([, stopSecond]) => {
    await stopSecond();
    await pause(4000);
    save('status-no-leader', await ask('/v3/maintenance/status'));
  });
  save('refusals', JSON.stringify(await recordRefusals(binary), null, 2));
}

for (const line of ['3.4', '3.5', '3.6', '3.7']) {
  const version = readdirSync(CACHE).find(name => name.startsWith(`${line}.`));
  if (version === undefined) throw new Error(`no etcd ${line} in ${CACHE}`);
  await record(version);
  console.log(`recorded etcd ${version}`);
}
