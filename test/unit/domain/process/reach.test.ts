import {describe, expect, it} from 'vitest';

import {isBad, readEtcdUrl, type EtcdUrl} from '../../../../src/lib/domain/process/etcd-url.js';
import {contradictionOf, type ReachQuestion} from '../../../../src/lib/domain/process/reach.js';

function urls(text: string): EtcdUrl[] {
  if (text === '') return [];
  return text.split(',').map(part => {
    const url = readEtcdUrl(part, '3.7.3');
    if (isBad(url)) throw new Error(`not a URL: ${part}`);
    return url;
  });
}

type Row = [advertised: string, listens: string, expected: string | undefined, more?: Partial<ReachQuestion>];

function answer([advertised, listens, , more]: Row) {
  const question = {otherListeners: urls('http://10.0.0.1:2380'), isPeer: false, ownNetwork: false, ...more};
  return contradictionOf({advertised: urls(advertised)[0]!, listeners: urls(listens), ...question});
}

describe('what is advertised leads to where the member listens', () => {
  it.each<Row>([
    ['http://10.0.0.1:2379', 'http://10.0.0.1:2379', undefined],
    ['http://10.0.0.1:2379', 'http://0.0.0.0:2379', undefined],
    ['http://10.0.0.1:2379', 'http://127.0.0.1:2379,http://10.0.0.1:2379', undefined],
    ['http://etcd1:2379', 'http://10.0.0.1:2379', undefined],
    ['http://[2001:db8::1]:2379', 'http://[2001:DB8:0::1]:2379', undefined],
    ['http://localhost:2379', 'http://127.0.0.1:2379', undefined],
  ])('%s for %s', (...row) => {
    expect(answer(row)).toBe(row[2]);
  });
});

describe('it certainly does not', () => {
  it.each<Row>([
    ['http://10.0.0.1:2378', 'http://10.0.0.1:2379', 'other-port'],
    ['http://10.0.0.1:2378', 'http://0.0.0.0:2379', 'other-port'],
    ['http://[fd00::1]:2378', 'http://[::]:2379', 'other-port'],
    ['http://localhost:2378', 'http://0.0.0.0:2379', 'other-port'],
    ['http://127.0.0.1:2378', 'http://localhost:2379', 'other-port'],
    // It is known from another listener that the address is this machine's.
    ['http://10.0.0.1:2378', 'http://127.0.0.1:2379', 'other-port'],
    ['http://10.0.0.1:2380', 'http://10.0.0.1:2379', 'other-listener'],
    [
      'http://etcd1:2380',
      'http://0.0.0.0:2379',
      'other-listener',
      {otherListeners: urls('http://0.0.0.0:2380')},
    ],
    ['https://10.0.0.1:2379', 'http://10.0.0.1:2379', 'other-scheme'],
    ['http://10.0.0.1:2379', 'https://0.0.0.0:2379', 'other-scheme'],
    ['https://203.0.113.7:2379', 'http://0.0.0.0:2379', 'other-scheme'],
    ['https://etcd1:2380', 'http://0.0.0.0:2380', 'other-scheme', {isPeer: true}],
    ['https://etcd1:2380', 'http://0.0.0.0:2380', 'other-scheme', {isPeer: true, ownNetwork: true}],
    ['http://127.0.0.1:2378', 'http://127.0.0.1:2379', 'other-port', {ownNetwork: true}],
  ])('%s for %s: %s', (...row) => {
    expect(answer(row)).toBe(row[2]);
  });
});

describe('something between the two may translate', () => {
  it.each<Row>([
    // NAT: a public address, or one that the machine does not have.
    ['http://203.0.113.7:32379', 'http://0.0.0.0:2379', undefined],
    ['http://203.0.113.7:32379', 'http://10.0.0.1:2379', undefined],
    ['http://192.168.7.7:32379', 'http://10.0.0.1:2379', undefined],
    // Ports of a container.
    ['http://192.168.7.7:32379', 'http://0.0.0.0:2379', undefined, {ownNetwork: true}],
    ['http://10.0.0.1:32379', 'http://0.0.0.0:2379', undefined, {ownNetwork: true, otherListeners: []}],
    ['http://localhost:32379', 'http://0.0.0.0:2379', undefined, {ownNetwork: true}],
    // A load balancer, and one that ends TLS.
    ['http://etcd.example.com:80', 'http://10.0.0.1:2379', undefined],
    ['https://etcd.example.com:2379', 'http://0.0.0.0:2379', undefined],
    ['https://etcd.example.com:443', 'http://127.0.0.1:2379', undefined],
    ['https://203.0.113.7:2379', 'http://127.0.0.1:2379', undefined],
    ['https://192.168.7.7:2379', 'http://0.0.0.0:2379', undefined, {ownNetwork: true}],
    // Both are there.
    ['https://10.0.0.1:2379', 'https://10.0.0.1:2379,http://127.0.0.1:2379', undefined],
    ['http://10.0.0.1:2379', 'https://0.0.0.0:2379,http://0.0.0.0:2379', undefined],
    // Sockets, and what other rules are about.
    ['unix:///run/etcd.sock', 'unix:///run/etcd.sock', undefined],
    ['http://127.0.0.1:2379', 'unix:///run/etcd.sock', undefined],
    ['http://0.0.0.0:2378', 'http://0.0.0.0:2379', undefined],
    ['http://10.0.0.1:2379', '', undefined],
  ])('%s for %s', (...row) => {
    expect(answer(row)).toBe(row[2]);
  });
});
