import {describe, expect, it} from 'vitest';

import type {NodeProcess} from '../../../../../src/lib/domain/convert/conversion.js';
import {
  convertAll,
  handMade,
  HOSTS,
  memberFlags,
  specOf,
  threeHandMade,
} from '../../../../helpers/hand-made.js';
import {configuredProcess, startedProcess} from '../../../../helpers/started-process.js';

describe('toSpec of a cluster made by hand', () => {
  it('says all of it', () => {
    const {lost, notes, ...spec} = specOf(convertAll(threeHandMade()));

    expect(spec).toEqual({
      schemaVersion: 1,
      cluster: 'prod-1',
      token: 'prod-1',
      etcd: {version: '3.7.3'},
      bootstrap: {method: 'static'},
      tls: {mode: 'none'},
      formats: ['config', 'flags'],
      nodes: HOSTS.map((host, index) => ({
        name: `infra${index}`,
        role: 'member',
        host,
        ports: {client: 2379, peer: 2380},
        dataDir: '/var/lib/etcd',
      })),
    });
    expect(lost).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('puts settings of all members together, and keeps the others apart', () => {
    const processes = HOSTS.map((_, index) =>
      handMade(index, {
        'snapshot-count': '5000',
        'quota-backend-bytes': index === 1 ? '1' : '2',
        cors: 'http://a:1,http://b:1',
      }),
    );

    const {settings, nodes, lost} = specOf(convertAll(processes));

    expect(settings).toEqual({'snapshot-count': 5000, cors: ['http://a:1', 'http://b:1']});
    expect(nodes.map(node => node.settings)).toEqual([
      {'quota-backend-bytes': 2},
      {'quota-backend-bytes': 1},
      {'quota-backend-bytes': 2},
    ]);
    expect(lost).toEqual([]);
  });

  it.each<[what: string, change: Record<string, string | undefined>, node: object]>([
    [
      'a name for a host',
      {
        'initial-advertise-peer-urls': 'http://etcd0.example:2380',
        'advertise-client-urls': 'http://etcd0.example:2379',
        'initial-cluster': 'infra0=http://etcd0.example:2380',
      },
      {host: 'etcd0.example', listen: '10.0.0.1'},
    ],
    [
      'a name, on all addresses',
      {
        'initial-advertise-peer-urls': 'http://etcd0.example:2380',
        'advertise-client-urls': 'http://etcd0.example:2379',
        'initial-cluster': 'infra0=http://etcd0.example:2380',
        'listen-peer-urls': 'http://0.0.0.0:2380',
        'listen-client-urls': 'http://0.0.0.0:2379',
      },
      {host: 'etcd0.example'},
    ],
    [
      'IPv6',
      {
        'initial-advertise-peer-urls': 'http://[2001:db8::1]:2380',
        'advertise-client-urls': 'http://[2001:db8::1]:2379',
        'initial-cluster': 'infra0=http://[2001:db8::1]:2380',
        'listen-peer-urls': 'http://[2001:db8::1]:2380',
        'listen-client-urls': 'http://[2001:db8::1]:2379',
      },
      {host: '2001:db8::1'},
    ],
    [
      'a metrics port',
      {'listen-metrics-urls': 'http://10.0.0.1:2381'},
      {ports: {client: 2379, peer: 2380, metrics: 2381}},
    ],
    ['a folder of its own for the log', {'wal-dir': '/wal/infra0'}, {walDir: '/wal/infra0'}],
    ['a data folder below that of the spec', {'data-dir': 'data/infra0'}, {dataDir: 'data/infra0'}],
    ['a member that joined later', {'initial-cluster-state': 'existing'}, {initialClusterState: 'existing'}],
    ['the default data folder', {'data-dir': undefined}, {dataDir: 'infra0.etcd'}],
  ])('knows %s', (_, change, node) => {
    const alone = {'initial-cluster': 'infra0=http://10.0.0.1:2380', ...change};

    const {nodes, lost, notes} = specOf(convertAll([handMade(0, alone)]));

    expect(nodes[0]).toMatchObject(node);
    expect(lost).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('has one token and one version', () => {
    const other = handMade(1, {'initial-cluster-token': 'other'}, {version: '3.6.16'});

    const {token, etcd, lost} = specOf(convertAll([handMade(0), other, handMade(2)]));

    expect({token, etcd}).toEqual({token: 'prod-1', etcd: {version: '3.7.3'}});
    expect(lost).toEqual([
      ['infra1', 'version', '3.6.16'],
      ['infra1', 'initial-cluster-token', 'other'],
    ]);
  });

  it("takes etcd's own token for what it is", () => {
    const {cluster, token, notes} = specOf(convertAll(threeHandMade({'initial-cluster-token': undefined})));

    expect({cluster, token}).toEqual({cluster: 'etcd-cluster', token: 'etcd-cluster'});
    expect(notes).toEqual([expect.stringContaining('the token is the default of etcd') as string]);
  });

  it('names the folder of the programs where all are in one', () => {
    const program = '/opt/etcd/etcd';
    const processes = HOSTS.map((_, index) => startedProcess([program, ...memberFlags(index)]));

    expect(specOf(convertAll(processes)).etcd.binDir).toBe('/opt/etcd');
    expect(specOf(convertAll([...processes.slice(1), handMade(0)])).etcd.binDir).toBeUndefined();
  });

  it('gives a node another name where its own is none', () => {
    const change = {name: 'my node', 'initial-cluster': 'my node=http://10.0.0.1:2380'};

    const {nodes, lost} = specOf(convertAll([handMade(0, change)]));

    expect(nodes[0]?.name).toBe('my-node');
    expect(lost.map(([, setting]) => setting)).toEqual(['name', 'initial-cluster']);
  });
});

describe('what differs in a config file', () => {
  const text = (rest: string): string =>
    `name: infra0\ndata-dir: /d\nlisten-peer-urls: http://10.0.0.1:2380\nlisten-client-urls: http://10.0.0.1:2379\ninitial-advertise-peer-urls: http://10.0.0.1:2380\nadvertise-client-urls: http://10.0.0.1:2379\ninitial-cluster: infra0=http://10.0.0.1:2380\ninitial-cluster-token: t\n${rest}`;

  it('is said where the spec makes it otherwise, and kept where it can', async () => {
    const {settings, lost, notes} = specOf(convertAll([await configuredProcess(text(''), '3.4.23')]));

    expect(settings).toEqual({logger: 'capnslog'});
    expect(lost).toEqual([]);
    expect(notes).toEqual([
      expect.stringMatching(/^enable-grpc-gateway was false by default.*with true/) as string,
    ]);
  });

  it('compaction without a mode stays off', async () => {
    const process = await configuredProcess(text('auto-compaction-retention: "1"'), '3.5.35');

    const {settings, lost} = specOf(convertAll([process]));

    expect(settings).toBeUndefined();
    expect(lost).toEqual([]);
  });
});

describe('refuses', () => {
  it.each<[what: string, processes: () => NodeProcess[], message: RegExp]>([
    [
      'a cluster of which a member is missing',
      () => [handMade(0), handMade(1)],
      /initial-cluster of infra0 names infra2/,
    ],
    [
      'what has no member',
      () => [startedProcess(['etcd', 'gateway', 'start'])],
      /no input describes a member/,
    ],
    [
      'an address that nobody can reach',
      () => [
        handMade(0, {'initial-advertise-peer-urls': 'http://0.0.0.0:2380', 'initial-cluster': undefined}),
      ],
      /0\.0\.0\.0 means "every address"/,
    ],
    [
      'two members on one port',
      () => [
        handMade(0, {'initial-cluster': undefined}),
        handMade(1, {'initial-cluster': undefined, 'initial-advertise-peer-urls': 'http://10.0.0.1:2380'}),
      ],
      /both use 10\.0\.0\.1 port 2380/,
    ],
  ])('%s', (_, processes, message) => {
    const result = convertAll(processes());

    expect('refused' in result ? result.refused.map(refusal => refusal.message).join('\n') : '').toMatch(
      message,
    );
  });
});
