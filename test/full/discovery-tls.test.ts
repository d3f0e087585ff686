import {join} from 'node:path';

import {expect, it} from 'vitest';

import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {aPlace, namedBy, serve, specOf, statusOf, type Place} from '../integration/discovery-run.js';
import {assertHealthy, cliOk, type ErrorJson} from '../integration/observed-cluster.js';

/** Certificates for a service on 127.0.0.1, and for whoever shows himself to it. */
async function aPki(line: EtcdTestLine): Promise<(path: string) => string> {
  const authority = await aPlace(line, 1);
  await cliOk({cli: () => authority.bootstrap('--members', '1', '--tls', 'ca')}, []);
  return path => join(authority.dir, 'pki', path);
}

/** `bootstrap discovery --start` of members with certificates of their own CA. */
function begin({basePort, cli}: Place, line: EtcdTestLine) {
  const where = ['--base-port', String(basePort), '--etcd-bin-dir', etcdBinDir(line)];
  const all = ['bootstrap', 'discovery', ...where, '--size', '3', '--tls', 'ca', '--start', '--json'];
  return (words: readonly string[], env: Record<string, string> = {}) => cli([...all, ...words], {env});
}

it('members of 3.5 believe a service with TLS by SSL_CERT_FILE, without which it is refused', async () => {
  const place = await aPlace('3.5');
  const pki = await aPki('3.5');
  const [cert, key] = [pki('nodes/infra0/server.crt'), pki('nodes/infra0/server.key')];
  const files = ['--cert-file', cert, '--key-file', key, '--cacert', pki('ca.crt')];
  const served = await serve('3.5', '--size', '3', ...files);
  const start = begin(place, '3.5');
  const env = {SSL_CERT_FILE: pki('ca.crt')};

  const refused = await start(namedBy(served));
  const begun = await start(namedBy(served), env);
  const status = await place.cli(['discovery', 'status', '--json'], {env});
  const again = await place.cli(['down', '--yes']);
  await served.end();

  expect(served.url).toMatch(/^https:/);
  expect(refused.json<ErrorJson>().error).toMatchObject({
    code: 'E_UNREACHABLE',
    hints: expect.arrayContaining([expect.stringContaining('SSL_CERT_FILE=ca.crt')]) as string[],
  });
  expect(begun.exitCode, begun.stdout).toBe(0);
  expect(status.json()).toMatchObject({state: 'used-up', isOfSpec: true, missing: [], problems: []});
  expect(again.exitCode).toBe(0);
  // Nobody asks the service any more.
  await cliOk(place, ['up']);
  await assertHealthy(place);
});

it('members of 3.7 show a service the certificate that it asks for', async () => {
  const place = await aPlace('3.7');
  const pki = await aPki('3.7');
  const [cert, key] = [pki('nodes/infra0/server.crt'), pki('nodes/infra0/server.key')];
  const [ours, ourKey, ca] = [pki('clients/admin.crt'), pki('clients/admin.key'), pki('ca.crt')];
  const files = ['--cert-file', cert, '--key-file', key, '--trusted-ca-file', ca];
  const shown = ['--cacert', ca, '--cert', ours, '--key', ourKey];
  const served = await serve('3.7', '--size', '3', ...files, ...shown);
  const start = begin(place, '3.7');
  const words = [...namedBy(served), '--discovery-cacert', ca];

  const stranger = await start(words);
  const begun = await start([...words, '--discovery-cert', ours, '--discovery-key', ourKey]);
  const status = await cliOk(place, ['discovery', 'status', '--json']);
  const unshown = await place.cli(['discovery', 'status', ...statusOf(served), '--json']);
  await served.end();

  expect(stranger.json<ErrorJson>().error.code).toBe('E_UNREACHABLE');
  expect(begun.exitCode, begun.stdout).toBe(0);
  expect(specOf(place.dir).bootstrap).toMatchObject({client: {cacert: ca, cert: ours, key: ourKey}});
  expect(status.json()).toMatchObject({state: 'used-up', isOfSpec: true, missing: [], problems: []});
  expect(unshown.exitCode).toBe(6);
  await assertHealthy(place);
});
