// A cluster of real etcd for the scripts that record what it answers.
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const TOKEN = 'fixtures';
export const NODES = [
  {name: 'infra0', client: 'http://127.0.0.1:11379', peer: 'http://127.0.0.1:11380'},
  {name: 'infra1', client: 'http://127.0.0.1:11389', peer: 'http://127.0.0.1:11390'},
];

export const pause = durationMs => new Promise(resolve => setTimeout(resolve, durationMs));

/**
 * One exchange through the JSON gateway. Without a quorum etcd holds a change for as long as somebody waits, and gives
 * its own words when it is told for how long.
 */
export async function exchange(path, body = {}, node = NODES[0]) {
  const response = await fetch(node.client + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {'grpc-timeout': '9S'},
    signal: AbortSignal.timeout(12_000),
  });
  return {status: response.status, body: await response.text()};
}

export async function ask(path, body, node) {
  return (await exchange(path, body, node)).body;
}

async function waitForLeader() {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await ask('/v3/maintenance/status').catch(() => '')).includes('"leader"')) return;
    await pause(100);
  }
  throw new Error('no leader within ten seconds');
}

export function start(binary, {name, client, peer}, {dir, args}) {
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

/** Runs a cluster of the first `count` nodes while `act` works; it is given one function for each that ends it, and the folder. */
export async function withCluster(binary, {count, args = []}, act) {
  const dir = mkdtempSync(join(tmpdir(), 'etcdops-record-'));
  const nodes = NODES.slice(0, count);
  const initialCluster = nodes.map(({name, peer}) => `${name}=${peer}`).join(',');
  const stops = nodes.map(node =>
    start(binary, node, {dir, args: ['--initial-cluster', initialCluster, ...args]}),
  );
  try {
    await waitForLeader();
    await act(stops, dir);
  } finally {
    await Promise.all(stops.map(stop => stop()));
    rmSync(dir, {recursive: true, force: true});
  }
}
