import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {openSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {makeAuthority, pairAt, signWithOpenssl, type Pair, type Wish} from '../helpers/openssl.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, etcdctl, statusOf} from './observed-cluster.js';

type Signer = 'our CA' | 'another CA';

interface ClientRow {
  readonly title: string;
  /** Who signs what the client shows; without it shows nothing. */
  readonly signer?: Signer;
  readonly wish?: Partial<Wish>;
  readonly scheme?: 'http' | 'https';
  /** What a member logs about it. */
  readonly logged?: RegExp;
}

const REFUSED: readonly ClientRow[] = [
  {title: 'without a certificate', logged: /client didn't provide a certificate/},
  {
    title: 'with a certificate of another CA',
    signer: 'another CA',
    logged: /rejected connection.*signed by unknown authority/,
  },
  {
    title: 'with an expired certificate',
    signer: 'our CA',
    wish: {isExpired: true},
    logged: /rejected connection.*has expired/,
  },
  {
    title: 'with a certificate for servers only',
    signer: 'our CA',
    wish: {usages: ['serverAuth']},
    logged: /rejected connection.*incompatible key usage/,
  },
  {title: 'without TLS', scheme: 'http'},
];

/** What a TLS server lets a client know, or that it hung up. */
const CLIENT_SIDE = /certificate|handshake|deadline exceeded|connection (?:reset|closed)|broken pipe/i;

type Attempt = Awaited<ReturnType<typeof etcdctl>>;

const SHORTLY = ['--dial-timeout=1s', '--command-timeout=1s'];
const HOSTS = ['IP:127.0.0.1', 'DNS:localhost'];
const JOINING_MS = 30_000;

/** Asks until it is done; resolves to what was said then. */
async function soon(ask: () => Promise<{isDone: boolean; said: string}>): Promise<string> {
  const deadline = performance.now() + JOINING_MS;
  for (;;) {
    const {isDone, said} = await ask();
    if (isDone) return said;
    if (performance.now() > deadline) throw new Error(said);
  }
}

describe.each(['3.4', '3.7'] as const)('a running cluster with an own CA, etcd %s', line => {
  let cluster: TestCluster;
  let folder: string;
  let signers: Readonly<Record<Signer, Pair>>;
  let attempts: ReadonlyMap<string, Attempt>;

  /** etcdctl that trusts our CA, and shows what the row says. */
  async function put({title, signer, wish, scheme = 'https'}: ClientRow): Promise<Attempt> {
    const base = join(folder, title.replaceAll(' ', '-'));
    const leaf = {subject: '/CN=intruder', usages: ['clientAuth' as const], ...wish};
    const pair = signer === undefined ? undefined : await signWithOpenssl(signers[signer], base, leaf);
    const shown = pair === undefined ? [] : ['--cert', pair.certFile, '--key', pair.keyFile];
    const ca = scheme === 'http' ? [] : ['--cacert', join(cluster.dir, 'pki/ca.crt')];
    const endpoint = cluster.endpoints[0]?.replace('https', scheme) ?? '';
    return etcdctl(cluster, [endpoint], [...SHORTLY, ...ca, ...shown, 'put', title, 'was here']);
  }

  beforeAll(async () => {
    cluster = await startCluster({line, args: ['--tls', 'ca']});
    folder = tempDir('others');
    signers = {
      'our CA': pairAt(join(cluster.dir, 'pki/ca')),
      'another CA': await makeAuthority(join(folder, 'other-ca'), 'somebody else'),
    };
    // At once, since each refusal takes etcdctl all the time that it has.
    attempts = new Map(await Promise.all(REFUSED.map(async row => [row.title, await put(row)] as const)));
  });

  function logOf(name: string): string {
    return readFileSync(join(cluster.dir, `.etcdops/logs/${name}.log`), 'utf8');
  }

  it.each(REFUSED)('refuses a client $title', ({title, logged}) => {
    const {exitCode, stderr} = attempts.get(title)!;

    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(CLIENT_SIDE);
    if (logged !== undefined) expect(logOf('infra0')).toMatch(logged);
  });

  it('lets in whom our CA vouches for, though openssl made the certificate, and nobody else was in', async () => {
    const {exitCode, stderr} = await put({title: 'friend', signer: 'our CA'});

    expect(exitCode, stderr).toBe(0);
    const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', '', '--prefix', '--keys-only']);
    expect(stdout.trim()).toBe('friend');
  });

  describe('a new member', () => {
    let peerUrl: string;
    let clientUrl: string;
    let initialCluster: string;

    beforeAll(async () => {
      const base = await freeBasePort(1);
      clientUrl = `https://127.0.0.1:${base}`;
      peerUrl = `https://127.0.0.1:${base + 1}`;
      const added = await soon(async () => {
        // Members that have known each other for less than five seconds take nobody in.
        const result = await cluster.cli(['ctl', '--', 'member', 'add', 'infra9', '--peer-urls', peerUrl]);
        return {isDone: result.exitCode === 0, said: result.stdout + result.stderr};
      });
      initialCluster = /ETCD_INITIAL_CLUSTER="(.*)"/.exec(added)?.[1] ?? '';
    });

    /** etcd itself, started by hand beside the cluster; what it logs is in the file. */
    async function join9(signer: Signer): Promise<{log: string; ended: Promise<unknown>}> {
      const dir = tempDir('joining');
      const server = await signWithOpenssl(signers['our CA'], join(dir, 'server'), {
        subject: '/CN=infra9',
        sans: HOSTS,
      });
      const peer = await signWithOpenssl(signers[signer], join(dir, 'peer'), {
        subject: '/CN=infra9',
        sans: HOSTS,
      });
      const ca = join(cluster.dir, 'pki/ca.crt');
      const log = join(dir, 'log');
      const output = openSync(log, 'w');
      const args = [
        ...['--name', 'infra9', '--data-dir', join(dir, 'data'), '--logger', 'zap'],
        ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
        ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
        ...['--initial-cluster', initialCluster, '--initial-cluster-state', 'existing'],
        ...['--cert-file', server.certFile, '--key-file', server.keyFile, '--trusted-ca-file', ca],
        ...['--peer-cert-file', peer.certFile, '--peer-key-file', peer.keyFile],
        ...['--peer-trusted-ca-file', ca, '--peer-client-cert-auth'],
      ];
      // Its folder is the cluster's, with which it ends.
      const child = spawn(join(cluster.binDir, 'etcd'), args, {
        cwd: cluster.dir,
        env: cleanEnv(),
        stdio: ['ignore', output, output],
      });
      return {log, ended: once(child, 'close')};
    }

    it('cannot join with a peer certificate of another CA', async () => {
      const {log, ended} = await join9('another CA');

      const [exitCode] = (await ended) as [number];

      expect(exitCode).not.toBe(0);
      expect(readFileSync(log, 'utf8')).toMatch(/cluster info|retrieve cluster information/);
      const logs = ['infra0', 'infra1', 'infra2'].map(logOf);
      expect(logs.some(text => /rejected connection.*signed by unknown authority/.test(text))).toBe(true);
      expect((await statusOf(cluster)).nodes.map(({healthy}) => healthy)).toEqual([true, true, true]);
    });

    it('joins with one of our CA, made by openssl', async () => {
      const {log} = await join9('our CA');
      const admin = pairAt(join(cluster.dir, 'pki/clients/admin'));
      const flags = [
        '--cacert',
        join(cluster.dir, 'pki/ca.crt'),
        '--cert',
        admin.certFile,
        '--key',
        admin.keyFile,
      ];

      await soon(async () => {
        const {exitCode} = await etcdctl(cluster, [clientUrl], [...flags, 'endpoint', 'health']);
        return {isDone: exitCode === 0, said: readFileSync(log, 'utf8')};
      });
    });
  });
});
