import {chmodSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli, runCliOk} from '../helpers/cli.js';
import type {ErrorJson} from './observed-cluster.js';
import {openssl} from '../helpers/openssl.js';
import {filesOnly, type IssuedJson, type ListJson, type VerdictJson} from './pki-files.js';

/** A request by openssl. */
function request(dir: string, subject: string, ...key: string[]): void {
  openssl(
    dir,
    'req',
    '-new',
    '-newkey',
    ...key,
    '-nodes',
    '-keyout',
    'a.key',
    '-out',
    'a.csr',
    '-subj',
    subject,
  );
}

const ECDSA = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe('files and requests that nobody expects', () => {
  it.each<[string, (dir: string) => void, string[], number, string, RegExp]>([
    [
      'a name too long for any file',
      () => undefined,
      ['inspect', 'a'.repeat(300)],
      3,
      'E_CERT_INVALID',
      /the name is too long/,
    ],
    [
      'a link that leads back to itself',
      dir => {
        rmSync(join(dir, 'pki/ca.crt'));
        symlinkSync('ca.crt', join(dir, 'pki/ca.crt'));
      },
      ['issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /link that leads back to itself/,
    ],
    ['a node and a client', () => undefined, ['issue', 'infra0', '--client', 'a'], 2, 'E_USAGE', /either/],
    [
      'a client that leads elsewhere',
      () => undefined,
      ['issue', '--client', '../x'],
      2,
      'E_USAGE',
      /not a name/,
    ],
    [
      'a request with a weak key',
      dir => request(dir, '/CN=a', 'rsa:1024'),
      ['issue', '--csr', 'a.csr', '--profile', 'client'],
      3,
      'E_CERT_INVALID',
      /1024 bits/,
    ],
    [
      'a request with a key that Go does not know',
      dir => request(dir, '/CN=a', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'),
      ['issue', '--csr', 'a.csr', '--profile', 'client'],
      3,
      'E_CERT_INVALID',
      /ecdsa-secp256k1, which etcd does not know/,
    ],
  ])('%s', async (_, breakIt, args, exitCode, code, says) => {
    const dir = await filesOnly();
    breakIt(dir);

    const result = await runCli(['tls', ...args, '--json'], {cwd: dir});

    expect(result.exitCode, result.stdout).toBe(exitCode);
    expect(result.json<ErrorJson>().error).toMatchObject({
      code,
      message: expect.stringMatching(says) as string,
    });
    expect(existsSync(join(dir, 'pki/clients/a.crt')) || existsSync(join(dir, 'a.crt'))).toBe(false);
  });

  it('a request to be a CA, with an escape in its name, becomes a plain client', async () => {
    const dir = await filesOnly();
    const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
    request(dir, '/CN=a\u001b[31mred', ...ECDSA, ...extensions);

    const signed = await runCliOk(['tls', 'issue', '--csr', 'a.csr', '--profile', 'client'], {cwd: dir});

    expect(signed.stdout).toContain('\\x1b[31mred');
    expect(signed.stdout).not.toContain('\u001b');
    const text = openssl(dir, 'x509', '-in', 'a.crt', '-noout', '-text');
    expect(text).toContain('CA:FALSE');
    expect(text).not.toMatch(/Certificate Sign/);
  });

  it('a CA in DER is one that etcd cannot read, and verify says so', async () => {
    const dir = await filesOnly();
    openssl(dir, 'x509', '-in', 'pki/ca.crt', '-outform', 'DER', '-out', 'ca.der');
    writeFileSync(join(dir, 'pki/ca.crt'), readFileSync(join(dir, 'ca.der')));

    const verdict = await runCli(['tls', 'verify', '--json'], {cwd: dir});

    expect(verdict.exitCode).toBe(3);
    const {faults} = verdict.json<VerdictJson>();
    expect(faults).toEqual([
      {
        id: 'cert-unreadable',
        severity: 'error',
        path: 'pki/ca.crt',
        message: 'is DER, and etcd reads PEM alone',
      },
    ]);
    // Whoever only wants to know what is in it is told.
    const {certificates} = (await runCli(['tls', 'list', '--json'], {cwd: dir})).json<ListJson>();
    expect(certificates.map(({kind}) => kind)).toContain('ca');
  });

  it("verify also looks at the mode of the CA's key", async () => {
    const dir = await filesOnly();
    chmodSync(join(dir, 'pki/ca.key'), 0o644);

    const {faults, ok} = (await runCli(['tls', 'verify', '--json'], {cwd: dir})).json<VerdictJson>();

    expect(ok).toBe(true);
    expect(faults).toMatchObject([{id: 'key-mode', path: 'pki/ca.key', fix: 'chmod 600 pki/ca.key'}]);
  });

  it('what is made for another machine says where it belongs there', async () => {
    const dir = await filesOnly(['--host', '10.0.0.1']);

    const result = (await runCliOk(['tls', 'renew', '--json'], {cwd: dir})).json<IssuedJson>();

    expect(result.certificates.map(({path, copyTo}) => `${path} ${copyTo ?? '-'}`)).toEqual([
      'pki/nodes/infra0/server.crt 10.0.0.1:/etc/etcd/infra0/',
      'pki/nodes/infra0/peer.crt 10.0.0.1:/etc/etcd/infra0/',
      'pki/clients/admin.crt -',
    ]);
  });
});
