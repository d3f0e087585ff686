import {expect, it} from 'vitest';

import {seenOf, wantedOf, type Row} from '../integration/srv-verdict.js';

const OWN = 'infra0.a.test';
const SSL = '--srv-host=_etcd-server-ssl._tcp.a.test';
const NOT_FOUND = /cannot find local etcd member .*infra0.* in SRV records/;
const isPeer = (record: string): boolean => record.startsWith(SSL);
const others = (right: readonly string[]): string[] => right.filter(record => !isPeer(record));

/** 3.4 finds members by SRV records with TLS alone. */
const OF_TLS: readonly Row[] = [
  {what: 'as they should be', isTls: true, records: right => right, finds: [], fate: {serves: 1}},
  {
    what: 'port and priority swapped',
    isTls: true,
    records: (right, port) => [...others(right), `${SSL},${OWN},0,${port}`],
    finds: ['error srv-swapped'],
    fate: {ends: NOT_FOUND},
  },
  {
    what: 'one of two members missing: the other is a cluster for itself',
    members: 2,
    isTls: true,
    records: (right, port) => [...others(right), `${SSL},${OWN},${port}`],
    finds: ['error srv-missing'],
    fate: {serves: 1},
  },
  {
    what: 'those without TLS as well',
    members: 2,
    isTls: true,
    records: right => [...right, ...right.filter(isPeer).map(record => record.replace('-ssl', ''))],
    finds: ['error srv-wrong-scheme'],
    fate: 'waits',
  },
];

const hostIs = (right: readonly string[], ...addresses: readonly string[]): string[] => [
  ...right.filter(record => !record.startsWith('--host-record')),
  ...addresses.map(address => `--host-record=${OWN},${address}`),
  '--no-round-robin',
];

/** Addresses of IPv6, and several of one host. */
const OF_ADDRESSES: readonly Row[] = [
  {
    what: 'an address of IPv6',
    host: '::1',
    records: right => hostIs(right, '::1'),
    finds: [],
    fate: {serves: 1},
  },
  {
    what: 'an address of IPv4 for a member on IPv6',
    host: '::1',
    records: right => hostIs(right, '127.0.0.1'),
    finds: ['error srv-target-address'],
    fate: {ends: NOT_FOUND},
  },
  // Name servers change the order from answer to answer, and etcd takes the first address: here it stays.
  {
    what: 'a wrong address before the right one',
    records: right => hostIs(right, '127.0.0.9', '127.0.0.1'),
    finds: ['error srv-target-address'],
    fate: {ends: NOT_FOUND},
  },
  {
    what: 'a wrong address behind the right one',
    records: right => hostIs(right, '127.0.0.1', '127.0.0.9'),
    finds: ['warning srv-target-address'],
    fate: {serves: 1},
  },
];

it('srv check says of records with TLS what real etcd 3.4 does with them', async () => {
  expect(await seenOf(OF_TLS, '3.4')).toEqual(wantedOf(OF_TLS));
});

it('srv check says of addresses what real etcd 3.7 does with them', async () => {
  expect(await seenOf(OF_ADDRESSES, '3.7')).toEqual(wantedOf(OF_ADDRESSES));
});
