import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {cliOk} from './observed-cluster.js';
import type {IssuedJson, ListJson} from './pki-files.js';

/** A running cluster whose CA ends in 20 days. */
async function clusterOfOldCa(line: '3.4' | '3.7'): Promise<TestCluster> {
  const cluster = await startCluster({line, args: ['--tls', 'ca'], start: false});
  rmSync(join(cluster.dir, 'pki'), {recursive: true});
  await cliOk(cluster, ['tls', 'ca', '--days', '20']);
  await cliOk(cluster, ['tls', 'issue']);
  await cliOk(cluster, ['up']);
  return cluster;
}

/** The lines that a warning gives, typed as they stand; nobody is there to say yes. */
async function typeLines(dir: string, lines: string): Promise<void> {
  const etcdops = `etcdops() { "${process.execPath}" "${CLI_PATH}" "$@"; }`;
  const script = lines.replace('etcdops restart', 'etcdops restart --yes');
  await execa('sh', ['-ec', `${etcdops}\n${script}`], {cwd: dir, env: cleanEnv(), extendEnv: false});
}

describe.each(['3.4', '3.7'] as const)('a CA that ends soon, etcd %s', line => {
  it('is said, renews nothing in vain, and gives way to a new one by the lines that are shown', async () => {
    const cluster = await clusterOfOldCa(line);
    const admin = join(cluster.dir, 'pki/clients/admin.crt');
    const before = readFileSync(admin, 'utf8');

    const renewed = await cluster.cli(['tls', 'renew', '--within', '30d']);
    const asJson = await cluster.cli(['tls', 'renew', '--within', '30d', '--json']);

    expect(renewed.exitCode, renewed.stderr).toBe(0);
    expect(renewed.stdout).toMatch(/pki\/clients\/admin\.crt +kept: its CA ends sooner/);
    expect(renewed.stdout).toMatch(/Nothing to do until there is a new CA\. Next: etcdops tls list\n$/);
    expect(renewed.stderr).toMatch(
      /^! pki\/ca\.crt ends on \d{4}-\d\d-\d\d, and no certificate of it can last/,
    );
    for (const one of asJson.json<IssuedJson>().certificates)
      expect(one).toMatchObject({outcome: 'there', endsWithCa: true});
    expect(readFileSync(admin, 'utf8')).toBe(before);

    const [, lines] = renewed.stderr.split('together with the old one:\n') as [string, string];
    await typeLines(cluster.dir, lines);

    expect((await cluster.cli(['tls', 'verify'])).exitCode).toBe(0);
    const {certificates} = (await cluster.cli(['tls', 'list', '--json'])).json<ListJson>();
    expect(certificates.filter(({daysLeft}) => daysLeft < 30).map(({kind}) => kind)).toEqual(['ca']);

    const bundle = readFileSync(join(cluster.dir, 'pki/ca.crt'), 'utf8');
    const [newOne] = bundle.split(/(?<=-----END CERTIFICATE-----\n)/) as [string];
    writeFileSync(join(cluster.dir, 'pki/ca.crt'), newOne);
    await cliOk(cluster, ['restart', '--yes']);
    expect((await cluster.cli(['tls', 'verify'])).exitCode).toBe(0);
    expect((await cluster.cli(['status'])).exitCode).toBe(0);
  });
});
