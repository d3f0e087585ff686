import {appendFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';

import {runCli, runCliOk} from '../helpers/cli.js';
import {fakeEtcd} from '../helpers/etcd-cache.js';
import {tempDir} from '../helpers/temp-dir.js';

type Shape = string | {readonly [key: string]: Shape};

/** One shape for several: a key that not all have gets a `?`, values of several types a `|`. */
function merged(shapes: readonly Shape[]): Shape {
  const objects = shapes.filter(shape => typeof shape === 'object');
  const texts = [...new Set(shapes.filter(shape => typeof shape === 'string'))].sort();
  if (objects.length === 0) return texts.join(' | ');
  const keys = [...new Set(objects.flatMap(shape => Object.keys(shape)))].sort();
  const entries = keys.map(key => {
    const found = objects.flatMap(shape => (key in shape ? [shape[key]!] : []));
    return [found.length < objects.length ? `${key}?` : key, merged(found)] as const;
  });
  const object = Object.fromEntries(entries);
  return texts.length === 0 ? object : {...object, or: texts.join(' | ')};
}

/** The keys and types of a value, without the values. */
function shapeOf(value: unknown): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'empty list' : {'[]': merged(value.map(shapeOf))};
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, item]) => [key, shapeOf(item)]),
  );
}

const etcd = ['--etcd-bin-dir', fakeEtcd('3.7.3')];
const dir = tempDir('contract');
/** A cluster that is down and has a file that drifted, two findings, and a gateway. */
const cwd = join(dir, 'cluster');

const BOOTSTRAP = [
  'bootstrap',
  'static',
  '--members',
  '2',
  '--gateways',
  '1',
  '--base-port',
  '31479',
  ...etcd,
];

/** One with an own CA, of which a certificate is missing. */
const secure = join(dir, 'secure');

/** Three that a cluster saved, and one of which nothing tells anything. */
function putSnapshots(folder: string): void {
  const snapshots = join(folder, '.etcdops/snapshots');
  mkdirSync(snapshots, {recursive: true});
  writeFileSync(join(snapshots, 'bare.db'), 'what is it');
  const member = {id: 'a0', name: 'infra0', peerUrls: ['http://h:1'], clientUrls: ['http://h:2']};
  for (const hour of [1, 2, 3]) {
    const manifest = {
      ...{schemaVersion: 1, cluster: 'demo', clusterId: 'aa1', from: 'infra0', hadQuorum: true},
      ...{revision: hour, totalKeys: 1, etcdVersion: '3.7.3', storageVersion: '3.7.0', sizeBytes: 5},
      ...{sha256: 'ab'.repeat(32), savedAt: `2026-11-26T0${hour}:00:00.000Z`},
      members: [{...member, isLearner: false}],
      hashKv: {hash: 1, revision: hour, compactRevision: -1},
    };
    writeFileSync(join(snapshots, `demo-r${hour}.db`), 'bytes');
    writeFileSync(join(snapshots, `demo-r${hour}.db.manifest.json`), JSON.stringify(manifest));
  }
}

beforeAll(async () => {
  await runCliOk([...BOOTSTRAP, '--dir', cwd]);
  await runCliOk([...BOOTSTRAP, '--tls', 'ca', '--dir', secure]);
  rmSync(join(secure, 'pki/nodes/infra1/peer.crt'));
  appendFileSync(join(cwd, 'Procfile'), '# mine\n');
  putSnapshots(cwd);
});

describe('the keys of --json', () => {
  it.each<[name: string, args: readonly string[]]>([
    ['bootstrap static', [...BOOTSTRAP, '--dir', join(dir, 'other')]],
    ['bootstrap static --dry-run', [...BOOTSTRAP, '--dir', join(dir, 'third'), '--dry-run']],
    [
      'bootstrap static --proxies',
      [...BOOTSTRAP.slice(0, -1), fakeEtcd('3.5.35'), '--proxies', '1', '--dir', join(dir, 'fourth')],
    ],
    [
      'bootstrap srv --dry-run',
      [
        'bootstrap',
        'srv',
        '--domain',
        'a.test',
        ...BOOTSTRAP.slice(2),
        '--dir',
        join(dir, 'fifth'),
        '--dry-run',
      ],
    ],
    ['srv plan', ['srv', 'plan', '--domain', 'a.test', '--srv-name', 'blue']],
    ['convert-bootstrap --dry-run', ['convert-bootstrap', 'srv', '--domain', 'a.test', '--dry-run']],
    ['validate', ['validate']],
    ['render --check', ['render', '--check']],
    ['convert', ['convert', 'etcdops.yaml', '--to', 'env']],
    ['convert --out', ['convert', 'etcdops.yaml', '--to', 'flags', '--out', join(dir, 'converted')]],
    ['env', ['env']],
    ['status', ['status']],
    ['logs', ['logs']],
    ['up --dry-run', ['up', '--dry-run', ...etcd]],
    ['down --dry-run', ['down', '--dry-run']],
    ['down --purge --dry-run', ['down', '--purge', '--dry-run']],
    ['snapshot list', ['snapshot', 'list']],
    ['snapshot prune --dry-run', ['snapshot', 'prune', '--keep', '1', '--dry-run']],
    ['snapshot prune', ['snapshot', 'prune', '--keep', '2', '--yes']],
    ['snapshot schedule --dry-run', ['snapshot', 'schedule', '--dry-run', ...etcd]],
    ['snapshot schedule', ['snapshot', 'schedule', '--every', 'daily', '--keep', '5', ...etcd]],
    ['an error', ['up', 'nope']],
    ['an error with details', ['bootstrap', 'static', '--dir', '/dev/null/x', ...etcd]],
  ])('%s', async (_, args) => {
    const result = await runCli([...args, '--json'], {cwd});

    expect(shapeOf(result.json())).toMatchSnapshot();
    expect(result.json()['schemaVersion']).toBe(1);
    expect(result.stderr.split('\n').filter(line => line !== '' && !line.startsWith('! '))).toEqual([]);
  });

  it('etcd list', async () => {
    const result = await runCliOk(['etcd', 'list', '--json'], {env: {XDG_CACHE_HOME: tempDir('cache')}});

    expect(result.json()).toEqual({schemaVersion: 1, versions: []});
  });

  it('is one object, with a line break at the end', async () => {
    const {stdout} = await runCliOk(['env', '--json'], {cwd});

    expect(stdout).toMatch(/^\{\n[^]*\n\}\n$/);
  });
});

describe('the keys of --json with TLS', () => {
  it.each<[name: string, args: readonly string[]]>([
    ['tls ca', ['tls', 'ca']],
    ['tls list', ['tls', 'list']],
    ['tls list --within', ['tls', 'list', '--within', '30d']],
    ['tls inspect', ['tls', 'inspect', 'pki/nodes/infra0/server.crt']],
    ['tls inspect of a key', ['tls', 'inspect', 'pki/clients/admin.key']],
    ['tls verify', ['tls', 'verify']],
    ['tls issue --dry-run', ['tls', 'issue', '--dry-run']],
    ['tls issue', ['tls', 'issue']],
    ['tls renew', ['tls', 'renew', 'infra0']],
    ['env', ['env']],
    ['status', ['status']],
  ])('%s', async (_, args) => {
    const result = await runCli([...args, '--json'], {cwd: secure});

    expect(shapeOf(result.json())).toMatchSnapshot();
    expect(result.json()['schemaVersion']).toBe(1);
  });
});
