import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import {openssl} from '../helpers/openssl.js';
import {inDays, TestCa, type Wanted} from '../helpers/test-pki.js';
import {filesOnly} from './pki-files.js';

interface FindingJson {
  readonly rule: string;
  readonly message: string;
  readonly fix?: string;
}

async function validate(dir: string, ...args: readonly string[]): Promise<readonly FindingJson[]> {
  const result = await runCli(['validate', '--json', ...args], {cwd: dir});
  return result.json<{findings: readonly FindingJson[]}>().findings;
}

async function rulesFor(dir: string, ...args: readonly string[]): Promise<string[]> {
  return (await validate(dir, ...args)).map(({rule}) => rule);
}

type Spoil = (pki: string) => void;

/** Ways to break the certificates of infra0, and what `validate` says of them. */
const BROKEN: readonly [what: string, rule: string, spoil: Spoil][] = [
  [
    'a key of another pair',
    'tls-pair-mismatch',
    dir => copy(dir, 'nodes/infra0/peer.key', 'nodes/infra0/server.key'),
  ],
  [
    'a key with a passphrase',
    'tls-key-encrypted',
    dir => {
      const [from, to] = ['nodes/infra0/server.key', 'new.key'];
      openssl(dir, 'pkcs8', '-topk8', '-in', from, '-out', to, '-passout', 'pass:secret');
      copy(dir, to, from);
    },
  ],
  [
    'a certificate in DER',
    'tls-file-not-pem',
    dir => {
      openssl(dir, 'x509', '-in', 'nodes/infra0/peer.crt', '-outform', 'DER', '-out', 'new.crt');
      copy(dir, 'new.crt', 'nodes/infra0/peer.crt');
    },
  ],
  ['a certificate that was cut off', 'tls-file-not-pem', dir => cut(dir, 'nodes/infra0/server.crt')],
];

function copy(dir: string, from: string, to: string): void {
  copyFileSync(join(dir, from), join(dir, to));
}

function cut(dir: string, file: string): void {
  writeFileSync(join(dir, file), readFileSync(join(dir, file), 'utf8').slice(0, 300));
}

describe('validate of a spec with its own CA', () => {
  it.each(BROKEN)('finds %s, and its fix mends it', async (_, rule, spoil) => {
    const dir = await filesOnly();
    expect(await rulesFor(dir)).toEqual([]);
    spoil(join(dir, 'pki'));

    const [finding, ...others] = await validate(dir);

    expect([finding?.rule, others]).toEqual([rule, []]);
    expect(finding?.fix).toBe('etcdops tls issue infra0');
    expect((await runCli(['tls', 'issue', 'infra0'], {cwd: dir})).exitCode).toBe(0);
    expect(await rulesFor(dir)).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['that of a client', 'clients/admin', 'tls-cert-names,tls-cert-usage'],
    ['that of its CA', 'ca', 'tls-cert-names'],
  ])('finds a certificate of a peer that is %s', async (_, from, rules) => {
    const dir = await filesOnly();
    for (const ending of ['crt', 'key'])
      copy(join(dir, 'pki'), `${from}.${ending}`, `nodes/infra0/peer.${ending}`);

    expect((await rulesFor(dir)).join(',')).toBe(rules);
  });

  it('tells of a CA file that is wrong once, however many name it', async () => {
    const dir = await filesOnly(['--members', '3']);
    const pki = join(dir, 'pki');
    const good = readFileSync(join(pki, 'ca.crt'));

    copy(pki, 'nodes/infra0/server.crt', 'ca.crt');
    expect(await rulesFor(dir)).toEqual(['tls-ca-not-ca']);
    writeFileSync(join(pki, 'ca.crt'), '');
    expect(await rulesFor(dir)).toEqual(['tls-ca-empty']);
    writeFileSync(join(pki, 'ca.crt'), `${good.toString()}${readFileSync(join(pki, 'ca.key'), 'utf8')}`);
    expect(await rulesFor(dir)).toEqual(['tls-ca-not-certificates']);
    const other = await TestCa.make(tempDir('ca'));
    writeFileSync(join(pki, 'ca.crt'), other.pem);
    expect(await rulesFor(dir)).toEqual(['tls-peer-untrusted']);
    writeFileSync(join(pki, 'ca.crt'), `${other.pem}${good.toString()}`);
    expect(await rulesFor(dir)).toEqual([]);
  });
});

/** The config file of a member whose clients and peers show the pair `own`; relative paths, as people write them. */
function memberFile(name: string, host = '127.0.0.1', ca = 'ca.crt'): string {
  const own = `  cert-file: ${name}.crt\n  key-file: ${name}.key\n  trusted-ca-file: ${ca}\n`;
  return [
    `name: ${name}`,
    `data-dir: data-${name}`,
    `listen-client-urls: https://${host}:2379`,
    `advertise-client-urls: https://${host}:2379`,
    `listen-peer-urls: https://${host}:2380`,
    `initial-advertise-peer-urls: https://${host}:2380`,
    `initial-cluster: ${name}=https://${host}:2380`,
    `client-transport-security:\n${own}peer-transport-security:\n${own}`,
  ].join('\n');
}

async function externalMember(wanted: Wanted, host?: string): Promise<string> {
  const dir = tempDir('tls');
  const ca = await TestCa.make(dir);
  await ca.issue('own', wanted);
  writeFileSync(join(dir, 'own.yaml'), memberFile('own', host));
  return dir;
}

describe('validate of certificates that were made elsewhere', () => {
  it.each<[string, Wanted, string]>([
    ['has expired', {notAfter: inDays(-1)}, 'tls-cert-expired'],
    ['is not valid yet', {notBefore: inDays(1)}, 'tls-cert-not-yet-valid'],
    ['expires soon', {notAfter: inDays(29)}, 'tls-cert-expires-soon'],
    ['names another address', {sans: [{type: 'ip', value: '10.9.9.9'}]}, 'tls-cert-names,tls-cert-names'],
    ['is of a client', {extendedKeyUsage: ['clientAuth']}, 'tls-cert-usage,tls-cert-usage'],
    ['is of a server', {extendedKeyUsage: ['serverAuth']}, 'tls-cert-usage,tls-gateway-certificate'],
  ])('finds one that %s, at each place where that matters', async (_, wanted, rules) => {
    const dir = await externalMember(wanted);

    expect((await rulesFor(dir, 'own.yaml')).join(',')).toBe(rules);
  });

  it.each<[string, Wanted, string]>([
    ['names and addresses', {}, '127.0.0.1'],
    ['no usages at all', {extendedKeyUsage: []}, '127.0.0.1'],
    ['30 days left', {notAfter: inDays(30.5)}, '127.0.0.1'],
    ['a key of RSA', {keyType: 'rsa-2048'}, '127.0.0.1'],
    ['an address of IPv6 in its long form', {sans: [{type: 'ip', value: '0:0:0:0:0:0:0:1'}]}, '[::1]'],
  ])('is silent about one with %s', async (_, wanted, host) => {
    const dir = await externalMember(wanted, host);

    expect(await rulesFor(dir, 'own.yaml')).toEqual([]);
  });

  it('is silent about a wildcard, a CA between, and two CAs in one file', async () => {
    const dir = tempDir('tls');
    const ca = await TestCa.make(dir);
    const between = await ca.issueCa('between');
    const leaf = await between.issue('own', {sans: [{type: 'dns', value: '*.example.com'}]});
    writeFileSync(join(dir, 'own.crt'), `subject=own\n${leaf}\n${between.pem}`);
    const old = await TestCa.make(tempDir('ca'), 'old', {notAfter: inDays(-1)});
    writeFileSync(join(dir, 'ca.crt'), `${old.pem}${ca.pem}`);
    // etcd listens on addresses alone.
    const config = memberFile('own', 'infra0.example.com').replaceAll(
      /(listen-.*)infra0.example.com/g,
      '$10.0.0.0',
    );
    writeFileSync(join(dir, 'own.yaml'), config);

    expect(await rulesFor(dir, 'own.yaml')).toEqual([]);
  });

  it('is silent about files of another machine that happen to be here too', async () => {
    const dir = await externalMember({notAfter: inDays(-1)}, '192.0.2.1');
    const config = readFileSync(join(dir, 'own.yaml'), 'utf8').replaceAll('-file: ', `-file: ${dir}/`);
    const elsewhere = tempDir('config');
    writeFileSync(join(elsewhere, 'own.yaml'), config);

    expect(await rulesFor(elsewhere, 'own.yaml')).toEqual([]);
  });

  it('finds a member that does not trust the others yet, while one CA takes over from another', async () => {
    const dir = tempDir('tls');
    const [old, next] = [await TestCa.make(dir, 'old'), await TestCa.make(dir, 'next')];
    writeFileSync(join(dir, 'both.crt'), `${old.pem}${next.pem}`);
    const urls = ['https://127.0.0.1:2380', 'https://127.0.0.2:2380'];
    for (const [index, ca] of [next, old].entries()) {
      const [name, host] = [`m${index}`, `127.0.0.${index + 1}`];
      await ca.issue(name, {sans: [{type: 'ip', value: host}]});
      const config = memberFile(name, host, index === 0 ? 'both.crt' : 'old.crt');
      const list = `initial-cluster: m0=${urls[0]},m1=${urls[1]}\ninitial-cluster-token: orders-1`;
      writeFileSync(join(dir, `${name}.yaml`), config.replace(/initial-cluster: .*/, list));
    }

    const findings = (await validate(dir, '.')).filter(({rule}) => rule.startsWith('tls-'));

    expect(findings.map(({message}) => message)).toEqual([
      'peer-transport-security.cert-file: "m0.crt" is signed by "CN=next", which is no CA of "old.crt", the peer-trusted-ca-file of "m1"',
    ]);
  });

  it('finds the one member of three that comes from another CA', async () => {
    const dir = tempDir('tls');
    const ca = await TestCa.make(dir);
    const other = await TestCa.make(dir, 'other');
    const hosts = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
    const list = hosts.map((host, index) => `m${index}=https://${host}:2380`).join(',');
    for (const [index, host] of hosts.entries()) {
      const wanted: Wanted = {sans: [{type: 'ip', value: host}]};
      await (index === 2 ? other : ca).issue(`m${index}`, wanted);
      const config = memberFile(`m${index}`, host, index === 2 ? 'other.crt' : 'ca.crt');
      writeFileSync(
        join(dir, `m${index}.yaml`),
        `${config.replace(/initial-cluster: .*/, `initial-cluster: ${list}`)}initial-cluster-token: orders-1\n`,
      );
    }

    const findings = (await validate(dir, '.')).filter(({rule}) => rule.startsWith('tls-'));

    expect(findings.map(({rule}) => rule)).toEqual(['tls-peer-untrusted']);
    expect(findings[0]?.message).toContain('which is no CA of "ca.crt", the peer-trusted-ca-file of "m0"');
  });
});
