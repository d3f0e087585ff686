import {describe, expect, it} from 'vitest';

import type {NodeProcess} from '../../../../../src/lib/domain/convert/conversion.js';
import {convertAll, INITIAL_CLUSTER, specOf, threeHandMade} from '../../../../helpers/hand-made.js';
import {startedProcess} from '../../../../helpers/started-process.js';

describe('proxies', () => {
  const members = threeHandMade({}, {version: '3.5.35'});

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
        '--initial-cluster-token=prod-1',
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
    expect(notes).toContainEqual(expect.stringContaining('127.0.0.1 was written') as string);
  });
});
