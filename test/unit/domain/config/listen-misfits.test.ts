import {describe, expect, it} from 'vitest';

import {clientMisfit, peerMisfit, unboundMisfits} from '../../../../src/lib/domain/config/listen-misfits.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

function listening(
  urls: string | undefined,
  change: Partial<SpecNode> = {},
  rest: Partial<ClusterSpec> = {},
) {
  const node = aMember(0, {host: '10.0.0.1', ...change});
  const given = ['listen-client-urls', 'listen-peer-urls'].map(name => [name, urls] as const);
  const settings = new Map(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return {spec: aSpec({nodes: [node], ...rest}), node, settings};
}

describe('where a member listens for clients by its config file, beside where the spec asks for it', () => {
  it.each<[what: string, urls: string | undefined, change?: Partial<SpecNode>, rest?: Partial<ClusterSpec>]>([
    ['as the spec has it', 'http://10.0.0.1:2379'],
    ['with a further URL', 'http://127.0.0.1:12379, http://10.0.0.1:2379'],
    ['with a socket', 'unix:///run/etcd,http://10.0.0.1:2379'],
    ['on every address', 'http://0.0.0.0:2379'],
    ['on every address of either kind', 'http://[::]:2379'],
    ['in capital letters', 'HTTP://10.0.0.1:2379'],
    ['on localhost', 'http://localhost:2379', {host: '127.0.0.1'}],
    ['on the address of localhost', 'http://127.0.0.1:2379', {host: 'localhost'}],
    ['in another spelling of its address', 'http://[0:0:0:0:0:0:0:1]:2379', {host: '::1'}],
    ['on no URL, where the spec has the one that etcd takes then', undefined, {host: '127.0.0.1'}],
    [
      'on an address of the spec that is not the one it is asked at',
      'http://10.0.0.7:2379',
      {listen: '10.0.0.7'},
    ],
    [
      'as settings of the spec have it',
      'http://10.0.0.9:9',
      {settings: {'listen-client-urls': 'http://10.0.0.9:9'}},
    ],
    ['with TLS', 'https://10.0.0.1:2379', {}, {tls: {mode: 'ca'}}],
  ])('fits: %s', (_, urls, change, rest) => {
    expect(clientMisfit(listening(urls, change, rest))).toBeUndefined();
  });

  it.each<[what: string, urls: string | undefined, change?: Partial<SpecNode>]>([
    ['on another port', 'http://10.0.0.1:2479'],
    ['on another port of every address', 'http://0.0.0.0:2479'],
    ['on another address', 'http://10.0.0.2:2379'],
    ['on another loopback address', 'http://127.0.0.2:2379', {host: '127.0.0.1'}],
    ['on localhost alone', 'http://localhost:2379'],
    ['with TLS, where the spec has none', 'https://10.0.0.1:2379'],
    ['on a socket alone', 'unix:///run/etcd'],
    ['on what is no URL', 'infra0'],
    ['on a name, which etcd does not take', 'http://db.example.com:2379', {host: 'db.example.com'}],
    ['on localhost in capital letters', 'http://LOCALHOST:2379', {host: '127.0.0.1'}],
    ['on a name as well', 'http://10.0.0.1:2379,http://db.example.com:2379'],
    ['without a host, which etcd does not take either', 'http://:2379'],
    ['on a port as well that there is not', 'http://10.0.0.1:2379,http://127.0.0.1:65536'],
    ['on what etcd does not take, for its path', 'http://10.0.0.1:2379/'],
    ['on no URL, where the spec has another than etcd takes then', undefined],
  ])('does not fit: %s', (_, urls, change) => {
    expect(clientMisfit(listening(urls, change))).toMatch(
      /^listens for clients on \S+, where the spec has http/,
    );
  });

  it('tells both', () => {
    expect(clientMisfit(listening('http://10.0.0.1:2999'))).toBe(
      'listens for clients on http://10.0.0.1:2999, where the spec has http://10.0.0.1:2379',
    );
  });
});

describe('where a member listens for the others by its config file', () => {
  const SRV = {bootstrap: {method: 'srv', domain: 'a.test'}} as const;

  it.each<[what: string, urls: string, known: string[], rest?: Partial<ClusterSpec>]>([
    ['as the spec has it', 'http://10.0.0.1:2380', []],
    ['as the others know it', 'http://10.0.0.1:12380', ['http://10.0.0.1:12380']],
    ['on the port at which a name leads to it', 'http://10.0.0.1:12380', ['http://db.example.com:12380']],
    ['of the spec where they know it elsewhere', 'http://10.0.0.1:2380', ['http://10.0.0.1:12380']],
    ['found by DNS', 'http://10.0.0.7:2380', [], SRV],
  ])('fits: %s', (_, urls, known, rest) => {
    expect(peerMisfit(listening(urls, {}, rest), known)).toBeUndefined();
  });

  it.each<[what: string, urls: string, known: string[]]>([
    ['where nobody knows it', 'http://10.0.0.1:12380', []],
    ['where they know it no more', 'http://10.0.0.1:12380', ['http://10.0.0.1:2380', 'what is no URL']],
  ])('does not fit: %s', (_, urls, known) => {
    expect(peerMisfit(listening(urls), known)).toBe(
      'listens for peers on http://10.0.0.1:12380, where the spec has http://10.0.0.1:2380',
    );
  });
});

describe('what a member is to listen on beside that, by its config file', () => {
  it.each<[what: string, settings: Record<string, string>, misfits: string[], version?: string]>([
    ['nothing', {}, []],
    ['nothing, in so many words', {'listen-metrics-urls': ''}, []],
    ['addresses', {'listen-metrics-urls': 'http://127.0.0.1:2381,http://[::1]:2381'}, []],
    ['localhost, at the last port', {'listen-metrics-urls': 'http://localhost:65535'}, []],
    ['a port of chance', {'listen-metrics-urls': 'http://127.0.0.1:'}, []],
    ['a socket', {'listen-metrics-urls': 'unix://localhost:2381'}, []],
    [
      'a name',
      {'listen-metrics-urls': 'http://127.0.0.1:2381, http://db.example.com:2381'},
      ['cannot listen on http://db.example.com:2381 (listen-metrics-urls)'],
    ],
    [
      'no host',
      {'listen-metrics-urls': 'http://:2381'},
      ['cannot listen on http://:2381 (listen-metrics-urls)'],
    ],
    [
      'a port that there is not',
      {'listen-metrics-urls': 'http://127.0.0.1:65536'},
      ['cannot listen on http://127.0.0.1:65536 (listen-metrics-urls)'],
    ],
    ['no URL', {'listen-metrics-urls': 'infra0'}, ['cannot listen on infra0 (listen-metrics-urls)']],
    [
      'a name, for HTTP alone',
      {'listen-client-http-urls': 'http://db.example.com:2381'},
      ['cannot listen on http://db.example.com:2381 (listen-client-http-urls)'],
    ],
    [
      'a name, by a setting that it does not know',
      {'listen-client-http-urls': 'http://a.test:1'},
      [],
      '3.5.7',
    ],
  ])('%s', (_, settings, misfits, version = '3.5.35') => {
    const node = aMember(0);
    const spec = aSpec({nodes: [node], version});
    expect(unboundMisfits({spec, node, settings: new Map(Object.entries(settings))})).toEqual(misfits);
  });
});
