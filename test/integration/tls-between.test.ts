import {appendFileSync} from 'node:fs';
import {join} from 'node:path';

import type {CertificateContent} from '../../src/lib/domain/pki/certificate.js';
import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {inDays, TestCa} from '../helpers/test-pki.js';
import {cliOk} from './observed-cluster.js';
import type {VerdictJson} from './pki-files.js';

const SERVER = 'nodes/infra0/server';

interface FindingsJson {
  readonly findings: readonly {rule: string; message: string}[];
}

/** A member that runs, whose CA may have others below it. */
async function clusterOf(line: '3.4' | '3.7'): Promise<{cluster: TestCluster; ca: TestCa; pki: string}> {
  const cluster = await startCluster({line, members: 1, args: ['--tls', 'ca'], start: false});
  const pki = join(cluster.dir, 'pki');
  const ca = await TestCa.make(pki);
  for (const name of [SERVER, 'nodes/infra0/peer', 'clients/admin']) await ca.issue(name);
  await cliOk(cluster, ['up']);
  return {cluster, ca, pki};
}

describe.each(['3.4', '3.7'] as const)('a CA between a certificate and its CA, etcd %s', line => {
  it('is judged by its dates as clients judge it', async () => {
    const {cluster, ca, pki} = await clusterOf(line);
    const put = async (dates: Partial<CertificateContent>): Promise<void> => {
      const between = await ca.issueCa('between', dates);
      await between.issue(SERVER);
      appendFileSync(join(pki, `${SERVER}.crt`), between.pem);
    };
    await put({notAfter: inDays(-1)});

    const refused = await cluster.cli(['ctl', '--', '--command-timeout=2s', 'get', 'a']);
    const verdict = await cluster.cli(['tls', 'verify', '--json']);
    const validated = await cluster.cli(['validate', '--json']);

    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toMatch(/certificate has expired or is not yet valid|deadline exceeded/);
    const {ok, faults, handshakes} = verdict.json<VerdictJson>();
    expect({ok, exitCode: verdict.exitCode}).toEqual({ok: false, exitCode: 3});
    expect(faults.map(({id, path}) => `${id} ${path}`)).toEqual([`cert-expired pki/${SERVER}.crt`]);
    expect(faults[0]?.message).toMatch(/^rests on the certificate of "CN=between", which expired on /);
    expect(handshakes.map(({outcome}) => outcome)).toContain('failed');
    const said = validated.json<FindingsJson>().findings.map(({rule, message}) => `${rule} ${message}`);
    expect(said).toEqual([
      expect.stringMatching(
        /^tls-cert-expired .*server\.crt" rests on the certificate of "CN=between", which/,
      ),
    ]);

    await put({});
    await cliOk(cluster, ['ctl', '--', 'put', 'a', '1']);
    await cliOk(cluster, ['tls', 'verify']);
    await cliOk(cluster, ['validate', '--strict']);
  });
});
