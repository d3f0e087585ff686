import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {nameServer} from '../helpers/name-server.js';
import {fateOf, type Seen} from '../integration/srv-fate.js';
import {ok, rightRecords, srvFolder} from '../integration/srv-folder.js';
import {seenOf, wantedOf, type Row} from '../integration/srv-verdict.js';

const SERVICE = '--srv-host=_etcd-server._tcp.a.test';
const isPeer = (record: string): boolean => record.startsWith(SERVICE);
const withPeer = (right: readonly string[], ...peers: readonly string[]): string[] => [
  ...right.filter(record => !isPeer(record)),
  ...peers.map(peer => `${SERVICE},${peer}`),
];
const hostsOf = (right: readonly string[], ...hosts: readonly string[]): string[] => [
  ...right.filter(record => !record.startsWith('--host-record')),
  ...hosts,
];
const OWN = 'infra0.a.test';
const NOT_FOUND = /cannot find local etcd member .*infra0.* in SRV records/;

const ROWS: readonly Row[] = [
  {what: 'as they should be', records: right => right, finds: [], fate: {serves: 1}},
  {
    what: 'none at all',
    records: () => ['--local=/test/'],
    finds: ['error srv-missing', 'warning srv-missing', 'error srv-target-unknown'],
    fate: {ends: /no such host/},
  },
  {
    what: 'port and priority swapped',
    records: (right, port) => withPeer(right, `${OWN},0,${port}`),
    finds: ['error srv-swapped'],
    fate: {ends: NOT_FOUND},
  },
  {
    what: 'another port',
    records: (right, port) => withPeer(right, `${OWN},${port - 1}`),
    finds: ['error srv-port'],
    fate: {ends: NOT_FOUND},
  },
  {
    what: 'a host on another address',
    records: right => hostsOf(right, `--host-record=${OWN},127.0.0.9`),
    finds: ['error srv-target-address'],
    fate: {ends: NOT_FOUND},
  },
  {
    what: 'a host without an address',
    records: right => hostsOf(right),
    finds: ['error srv-target-unknown'],
    fate: {ends: /no such host/},
  },
  {
    what: 'one too many',
    records: (right, port) => [...right, `${SERVICE},${OWN},${port + 9}`],
    finds: ['error srv-extra'],
    fate: 'waits',
  },
  {
    what: 'one too many that leads nowhere',
    records: (right, port) => [...right, `${SERVICE},gone.a.test,${port}`],
    finds: ['warning srv-extra'],
    fate: {serves: 1},
  },
  {
    what: 'one too many with the target "."',
    records: right => [...right, SERVICE],
    finds: ['warning srv-null-target'],
    fate: {serves: 1},
  },
  {
    what: 'one of two members missing: the other is a cluster for itself',
    members: 2,
    records: (right, port) => withPeer(right, `${OWN},${port}`),
    finds: ['error srv-missing'],
    fate: {serves: 1},
  },
  {
    what: 'those with TLS as well',
    members: 2,
    records: right => [
      ...right,
      ...right.filter(isPeer).map(record => record.replace('server', 'server-ssl')),
    ],
    finds: ['error srv-wrong-scheme'],
    fate: 'waits',
  },
  {
    what: 'those with TLS alone',
    records: right => right.map(record => record.replace('server', 'server-ssl')),
    finds: ['error srv-missing', 'error srv-wrong-scheme'],
    fate: {ends: /scheme mismatch/},
  },
  {
    what: 'two of one member',
    records: (right, port) => [...right, `${SERVICE},${OWN},${port},7`],
    finds: ['error srv-duplicate'],
    fate: {ends: /initial-cluster has infra0=.* but missing from/},
  },
  {
    what: 'another name of its host',
    records: (right, port) => [
      ...withPeer(right, `other.a.test,${port}`),
      '--host-record=other.a.test,127.0.0.1',
    ],
    finds: ['error srv-other-name'],
    fate: {serves: 1},
  },
  {
    what: 'a host that is an alias',
    records: right => [
      ...hostsOf(right, '--host-record=real.a.test,127.0.0.1'),
      `--cname=${OWN},real.a.test`,
    ],
    finds: ['warning srv-target-alias'],
    fate: {serves: 1},
  },
  {
    what: 'TTL 0',
    records: right => right.map(record => record.replace('local-ttl=60', 'local-ttl=0')),
    finds: ['info srv-ttl-zero'],
    fate: {serves: 1},
  },
];

it.each(['3.5', '3.7'] as const)('srv check says of records what real etcd %s does with them', async line => {
  expect(await seenOf(ROWS, line)).toEqual(wantedOf(ROWS));
});

it('etcd ends where we refuse beforehand: numbers as names, and 3.4 without TLS', async () => {
  const fateOfName = async (name: string, line: EtcdTestLine): Promise<Seen> => {
    const folder = await srvFolder('3.5', 2);
    const {basePort, dir} = folder;
    const {before} = await nameServer(rightRecords({domain: 'a.test', basePort, members: 2}));
    const ports = ['--members', '2', '--base-port', String(basePort)];
    ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', ...ports]));
    const config = join(dir, 'nodes/infra0/etcd.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('name: infra0', `name: "${name}"`));
    return fateOf(folder, line, before);
  };

  const [zero, one, old] = await Promise.all([
    fateOfName('0', '3.5'),
    // There is but one other member, which is 0.
    fateOfName('1', '3.5'),
    fateOfName('infra0', '3.4'),
  ]);

  expect(zero).toEqual({said: expect.stringMatching(/initial-cluster has 0=.* but missing from/) as string});
  expect(one).toBe('waits');
  expect(old).toEqual({said: expect.stringMatching(/_etcd-server-ssl\._tcp\.a\.test/) as string});
});
