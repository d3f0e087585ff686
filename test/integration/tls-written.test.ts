import {readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertHealthy, cliOk} from './observed-cluster.js';

const FORMATS = 'config,procfile,env,systemd,docker,compose,flags';

const MODES: readonly (readonly [mode: string, args: readonly string[], tls: object])[] = [
  ['auto', ['--tls', 'auto'], {mode: 'auto'}],
  ['ca', ['--tls', 'ca'], {mode: 'ca'}],
  ['ca, peers apart', ['--tls', 'ca', '--peer-ca', 'separate'], {mode: 'ca', peerCa: 'separate'}],
];

const ROWS = (['3.4', '3.7'] as const).flatMap(line => MODES.map(row => [line, ...row] as const));

describe.each(ROWS)('what bootstrap writes for etcd %s with tls %s', (line, _, args, tls) => {
  let cluster: TestCluster;

  beforeAll(async () => {
    const proxies = line === '3.4' ? 1 : 0;
    const leaning = {gateways: 1, grpcProxies: 1, proxies};
    cluster = await startCluster({
      line,
      members: 1,
      ...leaning,
      start: false,
      args: [...args, '--format', FORMATS],
    });
  });

  it('is as the spec has it, and no rule has anything to say of the spec or of a file', async () => {
    await cliOk(cluster, ['render', '--check']);

    const version = ['--etcd-version', cluster.version];
    for (const words of [['validate'], ['validate', '.', ...version]]) {
      const result = await cliOk(cluster, [...words, '--strict', '--json']);
      expect(result.json()).toMatchObject({ok: true, findings: []});
    }
  });

  it('becomes the same spec again, by which etcdops starts it', async () => {
    renameSync(join(cluster.dir, 'etcdops.yaml'), join(cluster.dir, 'first.yaml'));

    const version = ['--etcd-version', cluster.version];
    const made = await cliOk(cluster, [
      'convert',
      'Procfile',
      '--to',
      'spec',
      '--out',
      '.',
      ...version,
      '--json',
    ]);

    expect(made.json()).toMatchObject({lost: [], written: true});
    const spec = parse(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')) as {tls: object};
    expect(spec.tls).toEqual(tls);
    await cliOk(cluster, ['up']);
    expect((await cliOk(cluster, ['ctl', '--', 'put', 'a', '1'])).stdout).toBe('OK\n');
    await assertHealthy(cluster, cluster.nodes.length);
  });
});
