import {describe, expect, it} from 'vitest';

import {freeNames} from '../../../../../src/lib/domain/convert/free-names.js';
import {sourceOfProcess} from '../../../../../src/lib/domain/convert/source.js';
import {toSpec, type SpecResult} from '../../../../../src/lib/domain/convert/spec/to-spec.js';
import {nameOf} from '../../../../../src/lib/domain/process/values.js';
import type {NodeProcess} from '../../../../../src/lib/domain/convert/conversion.js';
import type {ClusterSpec} from '../../../../../src/lib/domain/spec/schema.js';
import {configuredProcess, startedProcess, type StartOptions} from '../../../../helpers/started-process.js';

const FOLDER = '/srv/demo';

function convertAll(processes: readonly NodeProcess[]): SpecResult {
  const names = freeNames(processes.map(nameOf));
  const candidates = processes.map((process, index) => ({
    process,
    source: sourceOfProcess(process, 'spec', {name: names[index]!, folder: FOLDER}).source,
  }));
  return toSpec(candidates, FOLDER);
}

function specOf(result: SpecResult): ClusterSpec & {lost: [string, string, string][]; notes: string[]} {
  if ('refused' in result) throw new Error(result.refused.map(({message}) => message).join('\n'));
  return {
    ...result.spec,
    lost: result.lost.map(({member, setting, value}) => [member, setting, value]),
    notes: result.notes.map(({message}) => message),
  };
}

const HOSTS = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
const INITIAL_CLUSTER = HOSTS.map((host, index) => `infra${index}=http://${host}:2380`).join(',');

/** The flags of the n-th of three members made by hand; an undefined value takes a flag away. */
function memberFlags(index: number, change: Record<string, string | undefined> = {}): string[] {
  const host = HOSTS[index]!;
  const flags = {
    name: `infra${index}`,
    'data-dir': '/var/lib/etcd',
    'listen-peer-urls': `http://${host}:2380`,
    'listen-client-urls': `http://${host}:2379`,
    'initial-advertise-peer-urls': `http://${host}:2380`,
    'advertise-client-urls': `http://${host}:2379`,
    'initial-cluster': INITIAL_CLUSTER,
    'initial-cluster-token': 'prod-1',
    ...change,
  };
  return Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

function aMember(
  index: number,
  change: Record<string, string | undefined> = {},
  options: StartOptions = {},
): NodeProcess {
  return startedProcess(['etcd', ...memberFlags(index, change)], options);
}

/** Three members, all with the same change. */
function three(change: Record<string, string | undefined> = {}, options: StartOptions = {}): NodeProcess[] {
  return HOSTS.map((_, index) => aMember(index, change, options));
}

describe('toSpec of a cluster made by hand', () => {
  it('says all of it', () => {
    const {lost, notes, ...spec} = specOf(convertAll(three()));

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
      aMember(index, {
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
    ['the default data folder', {'data-dir': undefined}, {dataDir: 'infra0.etcd'}],
  ])('knows %s', (_, change, node) => {
    const alone = {'initial-cluster': 'infra0=http://10.0.0.1:2380', ...change};

    const {nodes, lost, notes} = specOf(convertAll([aMember(0, alone)]));

    expect(nodes[0]).toMatchObject(node);
    expect(lost).toEqual([]);
    expect(notes).toEqual([]);
  });

  it.each<[what: string, change: Record<string, string | undefined>, lost: [string, string][]]>([
    [
      'several URLs to listen on',
      {'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:2379'},
      [['listen-client-urls', 'http://10.0.0.1:2379,http://127.0.0.1:2379']],
    ],
    [
      'several URLs to advertise',
      {'advertise-client-urls': 'http://10.0.0.1:2379,http://192.168.0.1:2379'},
      [['advertise-client-urls', 'http://10.0.0.1:2379,http://192.168.0.1:2379']],
    ],
    [
      'clients and peers on two addresses',
      {'listen-client-urls': 'http://0.0.0.0:2379'},
      [['listen-client-urls', 'http://0.0.0.0:2379']],
    ],
    [
      'another port behind a gateway',
      {'listen-client-urls': 'http://10.0.0.1:12379'},
      [['listen-client-urls', 'http://10.0.0.1:12379']],
    ],
    [
      'a unix socket',
      {'listen-client-urls': 'http://10.0.0.1:2379,unix://localhost:1'},
      [['listen-client-urls', 'http://10.0.0.1:2379,unix://localhost:1']],
    ],
    [
      'a member that joined later',
      {'initial-cluster-state': 'existing'},
      [['initial-cluster-state', 'existing']],
    ],
    ['a flag that no file has', {'client-crl-file': '/a.crl'}, []],
    ['a setting that etcdops needs', {'enable-grpc-gateway': 'false'}, [['enable-grpc-gateway', 'false']]],
    ['a value that is none', {'snapshot-count': 'many'}, [['snapshot-count', 'many']]],
    ['force-new-cluster', {'force-new-cluster': 'true'}, [['force-new-cluster', 'true']]],
    [
      'a metrics port with TLS',
      {'listen-metrics-urls': 'https://10.0.0.1:2381'},
      [['listen-metrics-urls', 'https://10.0.0.1:2381']],
    ],
  ])('says what it cannot hold: %s', (_, change, expected) => {
    const alone = {'initial-cluster': 'infra0=http://10.0.0.1:2380', ...change};

    const {lost} = specOf(convertAll([aMember(0, alone)]));

    expect(lost).toEqual(expected.map(([setting, value]) => ['infra0', setting, value]));
  });

  it('has one token and one version', () => {
    const other = aMember(1, {'initial-cluster-token': 'other'}, {version: '3.6.16'});

    const {token, etcd, lost} = specOf(convertAll([aMember(0), other, aMember(2)]));

    expect({token, etcd}).toEqual({token: 'prod-1', etcd: {version: '3.7.3'}});
    expect(lost).toEqual([
      ['infra1', 'version', '3.6.16'],
      ['infra1', 'initial-cluster-token', 'other'],
    ]);
  });

  it("takes etcd's own token for what it is", () => {
    const {cluster, token, notes} = specOf(convertAll(three({'initial-cluster-token': undefined})));

    expect({cluster, token}).toEqual({cluster: 'etcd-cluster', token: 'etcd-cluster'});
    expect(notes).toEqual([expect.stringContaining('the token is the default of etcd')]);
  });

  it('names the folder of the programs where all are in one', () => {
    const program = '/opt/etcd/etcd';
    const processes = HOSTS.map((_, index) => startedProcess([program, ...memberFlags(index)]));

    expect(specOf(convertAll(processes)).etcd.binDir).toBe('/opt/etcd');
    expect(specOf(convertAll([...processes.slice(1), aMember(0)])).etcd.binDir).toBeUndefined();
  });

  it('gives a node another name where its own is none', () => {
    const change = {name: 'my node', 'initial-cluster': 'my node=http://10.0.0.1:2380'};

    const {nodes, lost} = specOf(convertAll([aMember(0, change)]));

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
    expect(notes).toEqual([expect.stringMatching(/^enable-grpc-gateway was false by default.*with true/)]);
  });

  it('compaction without a mode stays off', async () => {
    const process = await configuredProcess(text('auto-compaction-retention: "1"'), '3.5.35');

    const {settings, lost} = specOf(convertAll([process]));

    expect(settings).toBeUndefined();
    expect(lost).toEqual([]);
  });
});

describe('TLS and discovery', () => {
  const https = (change: Record<string, string> = {}): Record<string, string> => ({
    'listen-peer-urls': 'https://10.0.0.1:2380',
    'listen-client-urls': 'https://10.0.0.1:2379',
    'initial-advertise-peer-urls': 'https://10.0.0.1:2380',
    'advertise-client-urls': 'https://10.0.0.1:2379',
    'initial-cluster': 'infra0=https://10.0.0.1:2380',
    ...change,
  });

  it.each<[what: string, change: Record<string, string>, tls: object, lost: string[]]>([
    ['made by etcd itself', https({'auto-tls': 'true', 'peer-auto-tls': 'true'}), {mode: 'auto'}, []],
    [
      'with files',
      https({'cert-file': '/a.crt', 'key-file': '/a.key'}),
      {mode: 'external'},
      ['cert-file', 'key-file'],
    ],
    [
      'with two CAs',
      https({'trusted-ca-file': '/a', 'peer-trusted-ca-file': '/b'}),
      {mode: 'external', peerCa: 'separate'},
      ['trusted-ca-file', 'peer-trusted-ca-file'],
    ],
    [
      'for clients alone',
      https({
        'listen-peer-urls': 'http://10.0.0.1:2380',
        'initial-advertise-peer-urls': 'http://10.0.0.1:2380',
        'initial-cluster': 'infra0=http://10.0.0.1:2380',
      }),
      {mode: 'external'},
      ['listen-peer-urls', 'initial-advertise-peer-urls', 'initial-cluster'],
    ],
  ])('TLS %s is written, and what is not yet there is said', (_, change, tls, expected) => {
    const spec = specOf(convertAll([aMember(0, change)]));

    expect(spec.tls).toEqual(tls);
    expect(spec.lost.map(([, setting]) => setting)).toEqual(expected);
    expect(spec.notes).toContainEqual(expect.stringContaining('not in this release'));
  });

  it.each<[change: Record<string, string | undefined>, version: string, bootstrap: object]>([
    [
      {discovery: 'http://d/x', 'initial-cluster': undefined},
      '3.5.35',
      {method: 'discovery', url: 'http://d/x'},
    ],
    [
      {'discovery-token': 't', 'discovery-endpoints': 'http://a:1,http://b:1', 'initial-cluster': undefined},
      '3.7.3',
      {method: 'discovery', endpoints: ['http://a:1', 'http://b:1'], token: 't'},
    ],
    [
      {'discovery-srv': 'example.com', 'initial-cluster': undefined},
      '3.7.3',
      {method: 'srv', domain: 'example.com'},
    ],
    [
      {'discovery-srv': 'example.com', 'discovery-srv-name': 'etcd', 'initial-cluster': undefined},
      '3.7.3',
      {method: 'srv', domain: 'example.com', name: 'etcd'},
    ],
  ])('%j', (change, version, bootstrap) => {
    const spec = specOf(convertAll(three(change, {version})));

    expect(spec.bootstrap).toEqual(bootstrap);
    expect(spec.lost).toEqual([]);
    expect(spec.notes).toEqual([expect.stringContaining('not in this release')]);
  });
});

describe('proxies', () => {
  const members = three({}, {version: '3.5.35'});

  function proxy(argv: string[]): NodeProcess {
    return startedProcess(argv, {version: '3.5.35', launch: {label: 'edge'}});
  }

  it.each<[what: string, argv: string[], node: object, lost: string[]]>([
    [
      'a gateway',
      [
        'etcd',
        'gateway',
        'start',
        '--endpoints=10.0.0.3:2379,10.0.0.2:2379,10.0.0.1:2379',
        '--listen-addr=10.0.0.9:23790',
        '--retry-delay=10s',
      ],
      {
        name: 'edge',
        role: 'gateway',
        host: '10.0.0.9',
        ports: {client: 23790},
        settings: {'retry-delay': '10s'},
      },
      [],
    ],
    [
      'a gateway to a part of the members',
      ['etcd', 'gateway', 'start', '--endpoints=10.0.0.1:2379', '--listen-addr=10.0.0.9:23790'],
      {
        name: 'edge',
        role: 'gateway',
        host: '10.0.0.9',
        ports: {client: 23790},
        settings: {endpoints: '10.0.0.1:2379'},
      },
      [],
    ],
    [
      'a gRPC proxy',
      [
        'etcd',
        'grpc-proxy',
        'start',
        '--endpoints=http://10.0.0.1:2379',
        '--listen-addr=0.0.0.0:23790',
        '--advertise-client-url=edge.example:23790',
        '--metrics-addr=http://0.0.0.0:4444',
        '--namespace=a/',
      ],
      {
        name: 'edge',
        role: 'grpc-proxy',
        host: 'edge.example',
        ports: {client: 23790, metrics: 4444},
        settings: {endpoints: 'http://10.0.0.1:2379', namespace: 'a/'},
      },
      [],
    ],
    [
      'a v2 proxy',
      [
        'etcd',
        '--name=edge',
        '--proxy=readonly',
        '--data-dir=/var/lib/proxy',
        '--listen-client-urls=http://10.0.0.9:2379',
        `--initial-cluster=${INITIAL_CLUSTER}`,
      ],
      {
        name: 'edge',
        role: 'v2-proxy',
        host: '10.0.0.9',
        ports: {client: 2379},
        mode: 'readonly',
        dataDir: '/var/lib/proxy',
      },
      [],
    ],
  ])('knows %s', (_, argv, node, expected) => {
    const {nodes, lost} = specOf(convertAll([...members, proxy(argv)]));

    expect(nodes[3]).toEqual(node);
    expect(lost.map(([, setting]) => setting)).toEqual(expected);
  });

  it('says where it does not know the host', () => {
    const gateway = proxy(['etcd', 'gateway', 'start', '--listen-addr=:23790', '--endpoints=10.0.0.1:2379']);

    const {nodes, notes} = specOf(convertAll([...members, gateway]));

    expect(nodes[3]).toMatchObject({host: '127.0.0.1', listen: '0.0.0.0'});
    expect(notes).toContainEqual(expect.stringContaining('127.0.0.1 was written'));
  });
});

describe('refuses', () => {
  it.each<[what: string, processes: () => NodeProcess[], message: RegExp]>([
    [
      'a cluster of which a member is missing',
      () => [aMember(0), aMember(1)],
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
        aMember(0, {'initial-advertise-peer-urls': 'http://0.0.0.0:2380', 'initial-cluster': undefined}),
      ],
      /0\.0\.0\.0 means "every address"/,
    ],
    [
      'two members on one port',
      () => [
        aMember(0, {'initial-cluster': undefined}),
        aMember(1, {'initial-cluster': undefined, 'initial-advertise-peer-urls': 'http://10.0.0.1:2380'}),
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
