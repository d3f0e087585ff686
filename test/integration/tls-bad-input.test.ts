import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {ANSWER_LIMIT_MS, runCli} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import type {ErrorJson} from './observed-cluster.js';
import {openssl} from '../helpers/openssl.js';
import {type ListJson, type VerdictJson, filesOnly, selfSignCa} from './pki-files.js';

describe('what cannot be signed with, or read', () => {
  const bigPem = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n`.repeat(100_000);

  it.each<
    [
      what: string,
      breakIt: (dir: string) => void,
      args: string[],
      exitCode: number,
      code: string,
      says: RegExp,
    ]
  >([
    [
      'a CA without its key',
      dir => rmSync(join(dir, 'pki/ca.key')),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CA_MISSING',
      /its key pki\/ca\.key is not/,
    ],
    [
      'no CA at all',
      dir => rmSync(join(dir, 'pki'), {recursive: true}),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CA_MISSING',
      /there is no pki\/ca\.crt/,
    ],
    [
      'a key of another CA',
      dir => openssl(dir, 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'pki/ca.key'),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /pki\/ca\.key does not belong to the certificate in pki\/ca\.crt/,
    ],
    [
      'a certificate cut off',
      dir => writeFileSync(join(dir, 'pki/ca.crt'), readFileSync(join(dir, 'pki/ca.crt')).subarray(0, 200)),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /cut off/,
    ],
    [
      'an empty certificate',
      dir => writeFileSync(join(dir, 'pki/ca.crt'), ''),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /empty/,
    ],
    [
      'a certificate of 9 MB',
      dir => writeFileSync(join(dir, 'pki/ca.crt'), bigPem),
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /has \d+ bytes/,
    ],
    [
      'a leaf for a CA',
      dir => {
        writeFileSync(join(dir, 'pki/ca.crt'), readFileSync(join(dir, 'pki/nodes/infra0/server.crt')));
        writeFileSync(join(dir, 'pki/ca.key'), readFileSync(join(dir, 'pki/nodes/infra0/server.key')));
      },
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /is no CA/,
    ],
    [
      'a CA that begins tomorrow, or a clock that was moved back',
      dir => {
        const tomorrow = Date.now() + 86_400_000;
        selfSignCa(dir, {notBefore: new Date(tomorrow), notAfter: new Date(2 * tomorrow)});
      },
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /valid from .* the clock here says/,
    ],
    [
      'a CA that has ended',
      dir => {
        selfSignCa(dir, {
          notBefore: new Date('2020-01-01T00:00:00Z'),
          notAfter: new Date('2021-01-01T00:00:00Z'),
        });
      },
      ['tls', 'issue', '--client', 'a'],
      3,
      'E_CERT_INVALID',
      /expired on/,
    ],
    [
      'a name that is a URL',
      () => undefined,
      ['tls', 'issue', 'infra0', '--san', 'https://a'],
      2,
      'E_USAGE',
      /is a URL/,
    ],
    [
      'a name for every address',
      () => undefined,
      ['tls', 'issue', 'infra0', '--san', '0.0.0.0'],
      2,
      'E_USAGE',
      /every address/,
    ],
    ['an unknown node', () => undefined, ['tls', 'issue', 'infar0'], 2, 'E_NODE_UNKNOWN', /infar0/],
    [
      'a request that is none',
      dir => writeFileSync(join(dir, 'x.csr'), 'hello'),
      ['tls', 'issue', '--csr', 'x.csr'],
      3,
      'E_CERT_INVALID',
      /x\.csr holds no request/,
    ],
    [
      'a request that is not there',
      () => undefined,
      ['tls', 'issue', '--csr', 'x.csr'],
      3,
      'E_CERT_INVALID',
      /no request at x\.csr/,
    ],
    [
      'a file that is nothing',
      dir => writeFileSync(join(dir, 'x'), Buffer.from([0, 1, 2, 3])),
      ['tls', 'inspect', 'x'],
      3,
      'E_CERT_INVALID',
      /x holds no certificate/,
    ],
    ['a folder', () => undefined, ['tls', 'inspect', 'pki'], 3, 'E_CERT_INVALID', /not a regular file/],
    [
      'nothing there',
      () => undefined,
      ['tls', 'inspect', 'nowhere.crt'],
      3,
      'E_CERT_INVALID',
      /no file nowhere\.crt/,
    ],
    [
      'a port where nobody listens',
      () => undefined,
      ['tls', 'inspect', '127.0.0.1:1'],
      6,
      'E_UNREACHABLE',
      /127\.0\.0\.1:1/,
    ],
  ])('%s', async (_, breakIt, args, exitCode, code, says) => {
    const dir = await filesOnly();
    breakIt(dir);
    const before = existsSync(join(dir, 'pki'))
      ? readdirSync(join(dir, 'pki'), {recursive: true}).sort()
      : [];

    const result = await runCli([...args, '--json'], {cwd: dir});

    expect(result.exitCode, result.stdout).toBe(exitCode);
    const {error} = result.json<ErrorJson>();
    expect(error.code).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.hints.length, error.message).toBeGreaterThan(0);
    expect(result.stdout + result.stderr).not.toMatch(/PRIVATE KEY|\bat .*\.(?:cjs|js):\d/);
    expect(
      existsSync(join(dir, 'pki')) ? readdirSync(join(dir, 'pki'), {recursive: true}).sort() : [],
    ).toEqual(before);
    expect(result.durationMs).toBeLessThan(ANSWER_LIMIT_MS);
  });

  it('certificates of another cluster are never overwritten', async () => {
    const dir = tempDir('tls');
    mkdirSync(join(dir, 'pki'));
    writeFileSync(join(dir, 'pki/ca.crt'), 'of somebody');

    const result = await runCli(['bootstrap', 'static', '--tls', 'ca', '--host', '10.0.0.1', '--json'], {
      cwd: dir,
    });

    expect(result.exitCode).toBe(2);
    expect(result.json<ErrorJson>().error.message).toMatch(/already holds pki/);
    expect(readFileSync(join(dir, 'pki/ca.crt'), 'utf8')).toBe('of somebody');
    expect(existsSync(join(dir, 'etcdops.yaml'))).toBe(false);
  });

  it('up names what is missing before it starts anything', async () => {
    const dir = await filesOnly();
    renameSync(join(dir, 'pki/nodes/infra0/server.key'), join(dir, 'server.key'));
    chmodSync(join(dir, 'pki/nodes/infra0/peer.key'), 0o644);

    const result = await runCli(['up', '--json'], {cwd: dir});

    expect(result.exitCode).toBe(4);
    expect(result.json<ErrorJson>().error.message).toContain('pki/nodes/infra0/server.key is missing');
    expect(existsSync(join(dir, '.etcdops/data/infra0'))).toBe(false);
    const verdict = (await runCli(['tls', 'verify', '--json'], {cwd: dir})).json<VerdictJson>();
    expect(verdict.faults.map(({id, fix}) => `${id}: ${fix}`)).toEqual([
      'key-missing: etcdops tls issue infra0',
      'key-mode: chmod 600 pki/nodes/infra0/peer.key',
    ]);
  });

  it('several CAs in one file are all trusted, and the one with the key signs', async () => {
    const [dir, other] = [await filesOnly(), await filesOnly()];
    const path = join(dir, 'pki/ca.crt');
    writeFileSync(path, readFileSync(join(other, 'pki/ca.crt'), 'utf8') + readFileSync(path, 'utf8'));

    expect((await runCli(['tls', 'issue', '--client', 'a'], {cwd: dir})).exitCode).toBe(0);
    writeFileSync(join(dir, 'pki/clients/admin.crt'), readFileSync(join(other, 'pki/clients/admin.crt')));
    writeFileSync(join(dir, 'pki/clients/admin.key'), readFileSync(join(other, 'pki/clients/admin.key')));
    const verdict = (await runCli(['tls', 'verify', '--json'], {cwd: dir})).json<VerdictJson>();
    expect(verdict.faults).toEqual([]);
    const {certificates} = (await runCli(['tls', 'list', '--json'], {cwd: dir})).json<ListJson>();
    expect(certificates.filter(({kind}) => kind === 'ca')).toHaveLength(2);
  });
});
