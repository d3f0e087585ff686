import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {aPlace, specOf} from '../integration/discovery-run.js';
import {assertHealthy, cliOk} from '../integration/observed-cluster.js';

function configOf(dir: string): string {
  return readFileSync(join(dir, 'nodes/infra0/etcd.yaml'), 'utf8');
}

it.each([
  {before: ['static'], to: ['discovery'], says: /^discovery: http:\/\/127/m},
  {before: ['srv', '--domain', 'a.test'], to: ['static'], says: /^initial-cluster: infra0=http:\/\/127/m},
  {before: ['discovery'], to: ['static'], says: /^initial-cluster: infra0=http:\/\/127/m},
])('$before of etcd 3.5 begins after convert-bootstrap $to', async ({before, to, says}) => {
  const place = await aPlace('3.5');
  const where = ['--base-port', String(place.basePort), '--etcd-bin-dir', etcdBinDir('3.5')];
  await cliOk(place, ['bootstrap', ...before, ...where]);

  await cliOk(place, ['convert-bootstrap', ...to]);
  const config = configOf(place.dir);
  await cliOk(place, ['up']);

  expect(config).toMatch(says);
  expect(config).not.toContain('discovery-srv');
  expect(specOf(place.dir).bootstrap).toMatchObject({method: to[0]});
  await assertHealthy(place);
  // etcd ignores by now how it began.
  const late = await place.cli(['convert-bootstrap', 'srv', '--domain', 'b.test']);
  expect(late).toMatchObject({exitCode: 4, stderr: expect.stringContaining('etcd ignores how') as string});
});
