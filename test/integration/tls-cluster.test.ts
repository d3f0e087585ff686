import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import type {ErrorJson} from './observed-cluster.js';
import {openssl} from '../helpers/openssl.js';
import {type ListJson, type IssuedJson, type VerdictJson, modeOf} from './pki-files.js';

describe.each(['3.4', '3.7'] as const)('a cluster with an own CA, etcd %s', line => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({line, args: ['--tls', 'ca', '--san', 'etcd.example.com']});
  });

  async function json<T>(...args: string[]): Promise<T & {exitCode: number}> {
    const result = await cluster.cli([...args, '--json']);
    return {...result.json<T>(), exitCode: result.exitCode};
  }

  it('has private keys that nobody else may read, and none of them in any output', async () => {
    const pki = join(cluster.dir, 'pki');
    const files = readdirSync(pki, {recursive: true, encoding: 'utf8'});
    const keys = files.filter(name => name.endsWith('.key'));

    expect(keys).toHaveLength(8);
    for (const name of keys) expect([name, modeOf(join(pki, name))]).toEqual([name, '600']);
    for (const name of ['.', 'nodes', 'nodes/infra0', 'clients'])
      expect([name, modeOf(join(pki, name))]).toEqual([name, '700']);
    const commands = [['tls', 'list'], ['tls', 'inspect', 'pki/ca.key'], ['status'], ['env'], ['logs']];
    const shown = await Promise.all(
      commands.map(async args => (await cluster.cli([...args, '--verbose'])).stdout),
    );
    const secret = readFileSync(join(pki, 'ca.key'), 'utf8').split('\n')[1]!;
    expect(shown.join('')).not.toContain(secret);
    expect(shown.join('')).not.toContain('PRIVATE KEY');
  });

  it('tls list shows every certificate; openssl says the same of each', async () => {
    const {certificates, missing, exitCode} = await json<ListJson>('tls', 'list');

    expect(exitCode).toBe(0);
    expect(missing).toEqual([]);
    expect(certificates.map(({kind}) => kind)).toEqual([
      'ca',
      ...Array<string[]>(3).fill(['server', 'peer']).flat(),
      'client',
    ]);
    for (const {path, fingerprint, subject} of certificates) {
      const shown = openssl(
        cluster.dir,
        'x509',
        '-in',
        path,
        '-noout',
        '-fingerprint',
        '-sha256',
        '-subject',
        '-nameopt',
        'RFC2253',
      );
      expect(shown).toContain(fingerprint);
      expect(shown).toContain(`subject=${subject}`);
      expect(openssl(cluster.dir, 'verify', '-x509_strict', '-CAfile', 'pki/ca.crt', path)).toContain('OK');
    }
    expect(certificates.find(({path}) => path.endsWith('infra0/server.crt'))?.sans).toContain(
      'DNS:etcd.example.com',
    );
  });

  it('tls list --within exits 3 when one ends sooner', async () => {
    expect((await cluster.cli(['tls', 'list', '--within', '30d'])).exitCode).toBe(0);
    const due = await cluster.cli(['tls', 'list', '--within', '400d']);
    expect(due.exitCode).toBe(3);
    expect(due.stdout).toMatch(/Next: etcdops tls renew --within 400d\n$/);
  });

  it('tls verify shakes hands with each client port and between all members', async () => {
    const {ok, faults, handshakes, exitCode} = await json<VerdictJson>('tls', 'verify');

    expect({ok, faults, exitCode}).toEqual({ok: true, faults: [], exitCode: 0});
    expect(handshakes.filter(({side}) => side === 'client').map(({to}) => to)).toEqual([
      'infra0',
      'infra1',
      'infra2',
    ]);
    expect(handshakes.filter(({side}) => side === 'peer')).toHaveLength(6);
    expect(new Set(handshakes.map(({outcome}) => outcome))).toEqual(new Set(['passed']));
  });

  it('tls renew keeps the key and the old file, and the running server shows the new certificate', async () => {
    const path = join(cluster.dir, 'pki/nodes/infra0/server.crt');
    const key = readFileSync(join(cluster.dir, 'pki/nodes/infra0/server.key'), 'utf8');
    const before = readFileSync(path, 'utf8');

    const {certificates} = await json<IssuedJson>('tls', 'renew', 'infra0');

    expect(certificates.map(({outcome, presented}) => [outcome, presented])).toEqual([
      ['issued', true],
      ['issued', true],
    ]);
    expect(readFileSync(path, 'utf8')).not.toBe(before);
    expect(readFileSync(join(cluster.dir, certificates[0]!.kept![0]!), 'utf8')).toBe(before);
    expect(readFileSync(join(cluster.dir, 'pki/nodes/infra0/server.key'), 'utf8')).toBe(key);
    const seen = await cluster.cli(['tls', 'inspect', cluster.endpoints[0]!, '--json']);
    const [shown] = seen.json<{certificates: {fingerprint: string}[]}>().certificates;
    expect(openssl(cluster.dir, 'x509', '-in', path, '-noout', '-fingerprint', '-sha256')).toContain(
      shown!.fingerprint,
    );
    expect((await cluster.cli(['tls', 'verify'])).exitCode).toBe(0);
  });

  it('tls renew --new-keys --within leaves alone what has time, and etcd takes up new keys too', async () => {
    const left = await json<IssuedJson>('tls', 'renew', '--within', '30d');
    expect(new Set(left.certificates.map(({outcome}) => outcome))).toEqual(new Set(['there']));
    const key = join(cluster.dir, 'pki/nodes/infra1/server.key');
    const before = readFileSync(key, 'utf8');

    const {certificates} = await json<IssuedJson>('tls', 'renew', 'infra1', '--new-keys', '--within', '400d');

    expect(certificates.map(({presented}) => presented)).toEqual([true, true]);
    expect(readFileSync(key, 'utf8')).not.toBe(before);
    expect(modeOf(key)).toBe('600');
    expect((await cluster.cli(['tls', 'verify'])).exitCode).toBe(0);
  });

  it('tls issue --client makes one that the cluster lets in, and --csr signs without the key', async () => {
    await json('tls', 'issue', '--client', 'backup');
    const names = ['-subj', '/O=ops/CN=reader', '-addext', 'subjectAltName=DNS:reader.example.com'];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    openssl(
      cluster.dir,
      'req',
      '-new',
      '-nodes',
      ...kind,
      ...names,
      '-out',
      'reader.csr',
      '-keyout',
      'reader.key',
    );
    const signed = await json<{path: string; subject: string; sans: string[]}>(
      ...['tls', 'issue', '--csr', 'reader.csr', '--profile', 'client'],
    );

    expect(signed).toMatchObject({
      path: 'reader.crt',
      subject: 'CN=reader,O=ops',
      sans: ['DNS:reader.example.com'],
    });
    for (const base of ['pki/clients/backup', 'reader']) {
      const tls = ['--cacert', 'pki/ca.crt', '--cert', `${base}.crt`, '--key', `${base}.key`];
      const result = await cluster.cli(['ctl', '--', ...tls, 'put', base, '1']);
      expect(result.stdout, result.stderr).toContain('OK');
    }
    const again = await cluster.cli(['tls', 'issue', '--csr', 'reader.csr', '--json']);
    expect(again.exitCode).toBe(2);
    expect(again.json<ErrorJson>().error.message).toContain('reader.crt is there already');
  });

  it('tls verify tells which side is at fault, and what mends it', async () => {
    const admin = join(cluster.dir, 'pki/clients/admin');
    const kept = {crt: readFileSync(`${admin}.crt`), key: readFileSync(`${admin}.key`)};
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    openssl(
      cluster.dir,
      'req',
      '-x509',
      '-nodes',
      ...kind,
      '-subj',
      '/CN=admin',
      '-out',
      'pki/clients/admin.crt',
      '-keyout',
      'pki/clients/admin.key',
    );

    const {ok, faults, handshakes, exitCode} = await json<VerdictJson>('tls', 'verify', 'infra2');
    const status = await cluster.cli(['status']);

    expect({ok, exitCode}).toEqual({ok: false, exitCode: 3});
    expect(faults).toContainEqual(
      expect.objectContaining({
        id: 'cert-wrong-ca',
        path: 'pki/clients/admin.crt',
        fix: 'etcdops tls issue --client admin',
      }),
    );
    const [refused] = handshakes.filter(({outcome}) => outcome === 'failed');
    expect(refused).toMatchObject({from: 'admin', to: 'infra2'});
    expect(refused?.why).toMatch(/it refuses our certificate/);
    expect(status.stdout).toMatch(/it refuses our certificate.*etcdops tls verify/);

    const mended = await json<IssuedJson>('tls', 'issue', '--client', 'admin');
    expect(mended.certificates.map(({outcome}) => outcome)).toEqual(['issued']);
    expect((await cluster.cli(['tls', 'verify'])).exitCode).toBe(0);
    writeFileSync(`${admin}.crt`, kept.crt);
    writeFileSync(`${admin}.key`, kept.key);
  });

  it('a member is not restarted with certificates that etcd would refuse', async () => {
    const path = join(cluster.dir, 'pki/nodes/infra2/server.key');
    const before = readFileSync(path);
    writeFileSync(path, readFileSync(join(cluster.dir, 'pki/nodes/infra1/server.key')));

    const result = await cluster.cli(['restart', 'infra2', '--yes', '--json']);

    expect(result.exitCode).toBe(4);
    const {message, hints} = result.json<ErrorJson>().error;
    expect(message).toContain('pki/nodes/infra2/server.crt does not belong to its key');
    expect(hints).toContain('etcdops tls verify');
    writeFileSync(path, before);
    expect((await cluster.cli(['restart', 'infra2', '--yes'])).exitCode).toBe(0);
  });
});
