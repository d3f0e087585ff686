import {describe, expect, it} from 'vitest';

import {causeOf} from '../../../../src/lib/domain/rules/url-faults.js';
import {urlFix} from '../../../../src/lib/domain/rules/url-fix.js';
import {isBad, readEtcdUrl, type BadUrl} from '../../../../src/lib/domain/process/etcd-url.js';
import {configOf, flagsOf, idsOf, judgeConfigs, judgeStarts} from './judged.js';
import {testSpoken} from './spoken.js';

function badUrl(text: string, version = '3.7.3'): BadUrl {
  const url = readEtcdUrl(text, version);
  if (!isBad(url)) throw new Error(`etcd takes ${text}`);
  return url;
}

describe('what went wrong with a URL, and what to write', () => {
  it.each([
    ['', 'empty', 'remove the comma, or write the URL that is missing'],
    ['"http://10.0.0.1:2379"', 'quotes', 'write http://10.0.0.1:2379'],
    ['“http://10.0.0.1:2379”', 'quotes', 'write http://10.0.0.1:2379'],
    [
      'http://10.0.0.1:2379 http://10.0.0.2:2379',
      'whitespace',
      'write http://10.0.0.1:2379,http://10.0.0.2:2379',
    ],
    ['http://10.0.0.1:2379 # mine', 'whitespace', 'write http://10.0.0.1:2379'],
    ['10.0.0.1:2379', 'no-scheme', 'write http://10.0.0.1:2379'],
    ['10.0.0.1', 'no-scheme', 'write http://10.0.0.1:2379'],
    ['localhost:2379', 'no-scheme', 'write http://localhost:2379'],
    ['http:/10.0.0.1:2379', 'no-scheme', 'write http://10.0.0.1:2379'],
    ['http:10.0.0.1:2379', 'no-scheme', 'write http://10.0.0.1:2379'],
    ['https//10.0.0.1:2379', 'no-scheme', 'write https://10.0.0.1:2379'],
    ['//10.0.0.1:2379', 'no-scheme', 'write http://10.0.0.1:2379'],
    ['tcp://10.0.0.1:2379', 'bad-scheme', 'write http://10.0.0.1:2379'],
    ['tls://10.0.0.1:2379', 'bad-scheme', 'write https://10.0.0.1:2379'],
    ['htpp://10.0.0.1', 'bad-scheme', 'write http://10.0.0.1:2379'],
    ['http://2001:db8::1:2379', 'ipv6-brackets', 'write http://[2001:db8::1]:2379'],
    ['http://10.0.0.1', 'no-port', 'write http://10.0.0.1:2379'],
    ['https://etcd1/v2', 'no-port', 'write https://etcd1:2379'],
    ['http://10.0.0.1:2379/v3', 'path', 'write http://10.0.0.1:2379'],
    ['http://10.0.0.1:2379a', 'syntax', 'write http://10.0.0.1:2379, in this form'],
  ] as const)('%j: %s', (text, cause, fix) => {
    const url = badUrl(text);

    expect(causeOf(url)).toBe(cause);
    expect(urlFix({setting: 'listen-client-urls', url, cause, place: {file: 'f'}})).toBe(fix);
  });

  it.each([
    ['initial-cluster', 'write http://h:2380'],
    ['listen-peer-urls', 'write http://h:2380'],
    ['advertise-client-urls', 'write http://h:2379'],
    ['listen-metrics-urls', 'write http://h:2381'],
  ])('the usual port of %s', (setting, fix) => {
    expect(urlFix({setting, url: badUrl('http://h'), cause: 'no-port', place: {file: 'f'}})).toBe(fix);
  });

  it('of a socket in a version that wants a port in its name', () => {
    const url = badUrl('unixs:///run/etcd.sock', '3.4.45');

    expect(causeOf(url)).toBe('no-port');
    expect(urlFix({setting: 'listen-client-urls', url, cause: 'no-port', place: {file: 'f'}})).toBe(
      'write unixs://etcd:2379',
    );
  });

  it('never shows control characters', () => {
    const url = badUrl('http://\u001b[31m:2379');

    expect(
      urlFix({setting: 'listen-client-urls', url, cause: 'bad-scheme', place: {file: 'f'}}),
    ).not.toContain('\u001b');
  });
});

const COLON = 'first path segment in URL cannot contain colon';

describe('URLs that etcd cannot read', () => {
  testSpoken([
    {
      rule: 'url-no-scheme',
      when: 'the second of a list in a config file, with the place of that one',
      found: () => judgeConfigs([configOf({'listen-client-urls': '"http://10.0.0.1:2379, 127.0.0.1:2379"'})]),
      says: [/^listen-client-urls: "127.0.0.1:2379" does not begin/],
      at: '4:44',
      etcdSays: `unexpected error setting up listen-client-urls: parse "127.0.0.1:2379": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'the advertised one of a config file, which etcd calls by another name',
      found: () => judgeConfigs([configOf({'advertise-client-urls': '10.0.0.1:2379'})]),
      says: [/^advertise-client-urls: /],
      etcdSays: `unexpected error setting up advertise-peer-urls: parse "10.0.0.1:2379": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'a flag',
      found: () => judgeStarts([{argv: flagsOf({'listen-peer-urls': '10.0.0.1:2380'})}]),
      says: [/^listen-peer-urls: /],
      etcdSays: `invalid value "10.0.0.1:2380" for flag -listen-peer-urls: parse "10.0.0.1:2380": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'a flag that stands again further down, which etcd parses too',
      found: () => judgeStarts([{argv: ['--listen-peer-urls=10.0.0.9:2380', ...flagsOf({})]}]),
      says: [/^listen-peer-urls: "10.0.0.9:2380"/],
      etcdSays: `invalid value "10.0.0.9:2380" for flag -listen-peer-urls: parse "10.0.0.9:2380": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'a variable',
      found: () => judgeStarts([{argv: ['--name=a'], environment: {ETCD_LISTEN_PEER_URLS: '10.0.0.1:2380'}}]),
      says: [/^listen-peer-urls: /],
      etcdSays: `invalid value "10.0.0.1:2380" for ETCD_LISTEN_PEER_URLS: parse "10.0.0.1:2380": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'the initial cluster, with the place of the URL',
      found: () => judgeConfigs([configOf({'initial-cluster': 'a=10.0.0.1:2380'})]),
      says: [/^initial-cluster: "10.0.0.1:2380"/],
      at: '7:21',
      etcdSays: `error setting up initial cluster: parse "10.0.0.1:2380": ${COLON}`,
    },
    {
      rule: 'url-no-scheme',
      when: 'several of the initial cluster, of which etcd takes any first',
      found: () => judgeConfigs([configOf({'initial-cluster': 'a=10.0.0.1:2380,b=10.0.0.2:2380'})]),
      says: [/"10.0.0.1:2380"/, /"10.0.0.2:2380"/],
      etcdSays: null,
    },
    {
      rule: 'url-no-scheme',
      when: 'a v2 proxy, whose list has to be read too',
      found: () => judgeStarts([{argv: ['--proxy=on', '--initial-cluster=a=h:1'], version: '3.5.35'}]),
      says: [/^initial-cluster: "h:1"/],
    },
    {
      rule: 'url-whitespace',
      when: 'words that depend on the version of Go',
      found: () =>
        judgeConfigs([configOf({'listen-client-urls': 'http://10.0.0.1:2379 http://10.0.0.2:2379'})]),
      says: [/holds white space/],
      etcdSays: null,
    },
    {
      rule: 'url-no-port',
      when: 'a path of a socket in 3.4',
      found: () =>
        judgeConfigs([configOf({'listen-client-urls': 'unix:///run/etcd.sock'})], {version: '3.4.45'}),
      says: [/write unix:\/\/etcd:2379/],
      etcdSays:
        'unexpected error setting up listen-client-urls: URL address does not have the form "host:port": unix:///run/etcd.sock',
    },
  ]);

  it('are left alone where only the machine knows them, and as flags of other programs', () => {
    expect(idsOf(judgeStarts([{argv: ['--name=a', '--listen-peer-urls=$IP?:2380']}]))).toEqual([]);
    expect(idsOf(judgeStarts([{argv: ['gateway', 'start', '--endpoints=10.0.0.1:2379']}]))).toEqual([]);
  });

  it('show nothing raw of what they hold', async () => {
    const findings = await judgeConfigs([
      configOf({'listen-client-urls': String.raw`"\e[31mhttp://h:1\e[0m"`}),
    ]);

    expect(idsOf(findings)).toContain('url-no-scheme');
    expect(JSON.stringify(findings.map(({message, fix}) => [message, fix]))).not.toContain('\\u001b');
  });
});
