// Records what real etcd answers into test/fixtures/etcd-api/<line>/. Needs the four lines in the cache of etcdops:
//   node bin/run.js etcd install 3.4 3.5 3.6 3.7 && node scripts/record-fixtures.mjs
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';

import {ROOT} from './run-program.mjs';

const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'etcdops', 'etcd');
const TOKEN = 'fixtures';
const NODES = [
  {name: 'infra0', client: 'http://127.0.0.1:11379', peer: 'http://127.0.0.1:11380'},
  {name: 'infra1', client: 'http://127.0.0.1:11389', peer: 'http://127.0.0.1:11390'},
];

const pause = durationMs => new Promise(resolve => setTimeout(resolve, durationMs));

async function ask(path, body = {}, node = NODES[0]) {
  const signal = AbortSignal.timeout(5000);
  const response = await fetch(node.client + path, {method: 'POST', body: JSON.stringify(body), signal});
  return response.text();
}

async function waitForLeader() {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await ask('/v3/maintenance/status').catch(() => '')).includes('"leader"')) return;
    await pause(100);
  }
  throw new Error('no leader within ten seconds');
}

function start(binary, {name, client, peer}, {dir, args}) {
  const env = {PATH: process.env.PATH, ...(process.arch === 'arm64' ? {ETCD_UNSUPPORTED_ARCH: 'arm64'} : {})};
  const etcd = spawn(
    binary,
    [
      ...[
        '--name',
        name,
        '--data-dir',
        join(dir, name),
        '--enable-grpc-gateway',
        '--initial-cluster-token',
        TOKEN,
      ],
      ...['--listen-client-urls', client, '--advertise-client-urls', client],
      ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, ...args],
    ],
    {env, stdio: 'ignore'},
  );
  const gone = new Promise(resolve => etcd.on('close', resolve));
  return async () => {
    etcd.kill('SIGKILL');
    await gone;
  };
}

/** Runs a cluster of the first `count` nodes while `act` works; it is given one function for each that ends it. */
async function withCluster(binary, {count, args = []}, act) {
  const dir = mkdtempSync(join(tmpdir(), 'etcdops-record-'));
  const nodes = NODES.slice(0, count);
  const initialCluster = nodes.map(({name, peer}) => `${name}=${peer}`).join(',');
  const stops = nodes.map(node =>
    start(binary, node, {dir, args: ['--initial-cluster', initialCluster, ...args]}),
  );
  try {
    await waitForLeader();
    await act(stops);
  } finally {
    await Promise.all(stops.map(stop => stop()));
    rmSync(dir, {recursive: true, force: true});
  }
}

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
    await ask('/v3/cluster/member/add', {peerURLs: [NODES[1].peer], isLearner: true});
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
}

for (const line of ['3.4', '3.5', '3.6', '3.7']) {
  const version = readdirSync(CACHE).find(name => name.startsWith(`${line}.`));
  if (version === undefined) throw new Error(`no etcd ${line} in ${CACHE}`);
  await record(version);
  console.log(`recorded etcd ${version}`);
}
