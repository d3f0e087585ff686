import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';
import {parse, stringify} from 'yaml';

import {makeCfsslAuthority, signWithCfssl} from '../helpers/cfssl.js';
import {cleanEnv, runCli, runCliOk} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {makeAuthority, pairAt, signWithOpenssl, type Pair} from '../helpers/openssl.js';
import {tempDir} from '../helpers/temp-dir.js';
import {assertHealthy, cliOk} from '../integration/observed-cluster.js';
import type {ListJson} from '../integration/pki-files.js';

type Make = (line: EtcdTestLine, members?: number) => Promise<TestCluster>;

const MEMBERS = ['infra0', 'infra1', 'infra2'];
const PASSPHRASE = 'correct horse battery staple';
const HOSTS = ['127.0.0.1', 'localhost'];
const SANS = ['IP:127.0.0.1', 'DNS:localhost'];

function bootstrap(...args: string[]): Make {
  return async line => startCluster({line, args});
}

function bootstrapEncrypted(...args: string[]): Make {
  return async line => {
    const file = join(tempDir('passphrase'), 'passphrase');
    writeFileSync(file, `${PASSPHRASE}\n`);
    return startCluster({line, args: [...args, '--ca-passphrase-file', file]});
  };
}

/** One member with certificates that openssl signed with the keys of our CAs. */
function bootstrapMixed(peerCa: 'ca' | 'peer-ca', ...args: string[]): Make {
  return async line => {
    const cluster = await startCluster({line, start: false, args});
    const pki = join(cluster.dir, 'pki');
    const wish = {subject: '/CN=infra1', sans: SANS};
    await signWithOpenssl(pairAt(join(pki, 'ca')), join(pki, 'nodes/infra1/server'), wish);
    await signWithOpenssl(pairAt(join(pki, peerCa)), join(pki, 'nodes/infra1/peer'), wish);
    await cliOk(cluster, ['up']);
    return cluster;
  };
}

type Sign = (base: string, name: string) => Promise<Pair>;

/** A spec of a plain cluster, turned to `mode: external` with certificates that others made. */
function external(signerIn: (certs: string) => Promise<Sign>): Make {
  return async (line, members = 3) => {
    const cluster = await startCluster({line, members, start: false});
    const sign = await signerIn(join(cluster.dir, 'certs'));
    for (const name of [...MEMBERS, 'admin']) await sign(join(cluster.dir, 'certs', name), name);
    const path = join(cluster.dir, 'etcdops.yaml');
    const spec = parse(readFileSync(path, 'utf8')) as object;
    const node = {certFile: 'certs/{name}.crt', keyFile: 'certs/{name}.key', trustedCaFile: 'certs/ca.crt'};
    const admin = {clientCertFile: 'certs/admin.crt', clientKeyFile: 'certs/admin.key'};
    writeFileSync(path, stringify({...spec, tls: {mode: 'external', ...node, ...admin}}));
    await cliOk(cluster, ['render']);
    await cliOk(cluster, ['up']);
    return cluster;
  };
}

const byOpenssl = external(async certs => {
  const authority = await makeAuthority(join(certs, 'ca'), 'somebody');
  return (base, name) => signWithOpenssl(authority, base, {subject: `/CN=${name}`, sans: SANS});
});

const byCfssl = external(async certs => {
  const authority = await makeCfsslAuthority(join(certs, 'ca'), 'somebody');
  return (base, name) => signWithCfssl(authority, base, {name, hosts: HOSTS});
});

const ROWS: readonly (readonly [line: EtcdTestLine, mode: string, make: Make])[] = [
  ['3.4', 'ca of RSA, one member by openssl', bootstrapMixed('ca', '--tls', 'ca', '--key-type', 'rsa-2048')],
  ['3.4', 'ca, peers apart, keys encrypted', bootstrapEncrypted('--tls', 'ca', '--peer-ca', 'separate')],
  ['3.4', 'auto', bootstrap('--tls', 'auto')],
  ['3.4', 'external, by openssl', byOpenssl],
  ['3.7', 'ca of P-384, key encrypted', bootstrapEncrypted('--tls', 'ca', '--key-type', 'ecdsa-p384')],
  [
    '3.7',
    'ca, peers apart, one member by openssl',
    bootstrapMixed('peer-ca', '--tls', 'ca', '--peer-ca', 'separate'),
  ],
  ['3.7', 'auto', bootstrap('--tls', 'auto')],
  ['3.7', 'external, by cfssl', byCfssl],
];

describe.each(ROWS)('etcd %s with tls %s', (line, mode, make) => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await make(line);
  });

  it('is up and healthy by https alone, and says so', async () => {
    const {nodes, cluster: shown} = await assertHealthy(cluster);

    expect(shown.faultTolerance).toBe(1);
    for (const node of nodes) {
      expect(node).toMatchObject({
        clientUrl: expect.stringMatching(/^https:/) as string,
        peerUrl: expect.stringMatching(/^https:/) as string,
        version: cluster.version,
      });
    }
  });

  it('ctl needs nothing typed, and env makes a plain etcdctl work in sh', async () => {
    expect((await cliOk(cluster, ['ctl', '--', 'put', 'by-ctl', 'yes'])).stdout).toBe('OK\n');

    const {stdout: script} = await cliOk(cluster, ['env']);
    const {stdout} = await execa('sh', ['-c', `eval "$1"; etcdctl get by-ctl`, 'sh', script], {
      cwd: '/',
      env: {...cleanEnv(), PATH: `${cluster.binDir}:${process.env['PATH']}`},
      extendEnv: false,
    });

    expect(stdout).toBe('by-ctl\nyes');
  });

  it('no rule has anything to say, each handshake succeeds, and no member turned another one away', async () => {
    await cliOk(cluster, ['validate', '--strict']);
    await cliOk(cluster, ['tls', 'verify']);

    const {stdout} = await cliOk(cluster, ['logs', '--lines', '1000']);
    for (const name of MEMBERS) expect(stdout).toContain(name);
    expect(
      stdout.split('\n').filter(text => /unknown authority|bad certificate|valid for/.test(text)),
    ).toEqual([]);
  });

  it('tls inspect sees from afar what tls list sees in the files', async () => {
    const {certificates} = (await cliOk(cluster, ['tls', 'list', '--json'])).json<ListJson>();
    const {clientUrl, peerUrl} = cluster.nodes[0]!;
    const shown = await Promise.all(
      [clientUrl!, peerUrl!].map(async url => {
        const seen = await cliOk(cluster, ['tls', 'inspect', new URL(url).host, '--json']);
        return seen.json<{certificates: {fingerprint: string}[]}>().certificates[0]!.fingerprint;
      }),
    );

    const files = certificates.filter(({node}) => node === 'infra0').map(({fingerprint}) => fingerprint);
    expect(shown).toEqual(files);
  });

  it('restarts, stops, and starts again with all its data', async () => {
    await cliOk(cluster, ['restart', 'infra1', '--yes']);
    await cliOk(cluster, ['down', '--yes']);
    await cliOk(cluster, ['up']);

    expect((await cliOk(cluster, ['ctl', '--', 'get', 'by-ctl', '--print-value-only'])).stdout).toBe('yes\n');
    await assertHealthy(cluster);
  });

  if (mode.includes('encrypted')) {
    it('openssl opens the key of the CA with the passphrase, and not without', async () => {
      const key = join(cluster.dir, 'pki/ca.key');
      const open = async (pass: string): Promise<number | undefined> =>
        (await execa('openssl', ['pkey', '-in', key, '-noout', '-passin', `pass:${pass}`], {reject: false}))
          .exitCode;

      expect([await open(PASSPHRASE), await open('wrong')]).toEqual([0, 1]);
    });
  }
});

describe('TLS that does not fit', () => {
  it('up says why it cannot talk to a member that asks for a certificate that the spec does not name', async () => {
    const cluster = await byOpenssl('3.7', 1);
    await cliOk(cluster, ['down', '--yes']);
    const path = join(cluster.dir, 'etcdops.yaml');
    const {tls, ...spec} = parse(readFileSync(path, 'utf8')) as {tls: Record<string, string>};
    const {clientCertFile: _, clientKeyFile: __, ...nodes} = tls;
    writeFileSync(path, stringify({...spec, tls: nodes}));

    const {exitCode, stderr} = await cluster.cli(['up']);

    expect(exitCode).toBe(6);
    expect(stderr).toMatch(/infra0 runs, and etcdops cannot talk to it: it asks for a certificate/);
    expect(stderr).toMatch(/etcdops tls verify infra0/);
  });

  it('what auto-tls has still to make is no fault of a cluster that was never started', async () => {
    const cluster = await startCluster({members: 1, start: false, args: ['--tls', 'auto']});

    const {stdout} = await cliOk(cluster, ['tls', 'verify']);

    expect(stdout).toMatch(/cert\.pem is not there yet: etcd makes it when it starts/);
  });

  it('what auto-tls makes on another machine is not missed here, and tls inspect looks at it from afar', async () => {
    const members = ['--member', 'infra0=10.99.0.1', '--member', 'infra1=10.99.0.2'];
    const dir = tempDir('auto');
    const line = ['bootstrap', 'static', '--tls', 'auto', ...members, '--etcd-bin-dir', etcdBinDir('3.7')];
    await runCliOk(line, {cwd: dir});

    const list = await runCli(['tls', 'list'], {cwd: dir});
    const asJson = await runCli(['tls', 'list', '--within', '30d', '--json'], {cwd: dir});

    expect(list.stdout).toMatch(
      /^- \/var\/lib\/etcd\/infra0\/fixtures\/client\/cert\.pem lies on 10\.99\.0\.1: etcdops tls inspect 10\.99\.0\.1:2379$/m,
    );
    expect(list.stdout).not.toContain('not there yet');
    expect(asJson.exitCode).toBe(0);
    expect(asJson.json<ListJson>().missing.map(({host}) => host)).toEqual([
      ...['10.99.0.1', '10.99.0.1'],
      ...['10.99.0.2', '10.99.0.2'],
    ]);
  });
});

describe.each(['3.5', '3.6'] as const)('etcd %s with tls ca, smoke', line => {
  it('serves, shakes hands and stops', async () => {
    const cluster = await startCluster({line, args: ['--tls', 'ca']});

    await assertHealthy(cluster);
    expect((await cliOk(cluster, ['ctl', '--', 'put', 'a', '1'])).stdout).toBe('OK\n');
    await cliOk(cluster, ['tls', 'verify']);
    await cliOk(cluster, ['down', '--yes']);
  });
});
