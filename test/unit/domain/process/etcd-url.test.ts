import {describe, expect, it} from 'vitest';

import {isBad, readEtcdUrl} from '../../../../src/lib/domain/process/etcd-url.js';
import {parseGoUrl, splitHostPort} from '../../../../src/lib/domain/process/go-url.js';

const SCHEME = 'URL scheme must be http, https, unix, or unixs: ';
const HOST_PORT = 'URL address does not have the form "host:port": ';

describe('a URL that etcd takes', () => {
  it.each([
    ['http://127.0.0.1:2379', 'http', '127.0.0.1', '2379'],
    ['  http://127.0.0.1:2379\n', 'http', '127.0.0.1', '2379'],
    ['HTTPS://etcd1.example.com:443', 'https', 'etcd1.example.com', '443'],
    ['http://[2001:db8::1]:2379', 'http', '2001:db8::1', '2379'],
    ['http://[fe80::1%25eth0]:2379', 'http', 'fe80::1%25eth0', '2379'],
    ['http://"127.0.0.1":2379', 'http', '"127.0.0.1"', '2379'],
    ['http://:2379', 'http', '', '2379'],
    ['http://127.0.0.1:', 'http', '127.0.0.1', ''],
    ['http://127.0.0.1:99999', 'http', '127.0.0.1', '99999'],
    ['http://root:secret@127.0.0.1:2379', 'http', '127.0.0.1', '2379'],
    ['http://bücher.example:2379', 'http', 'bücher.example', '2379'],
    ['unix:///run/etcd.sock', 'unix', '', ''],
    ['unixs://localhost:2379', 'unixs', 'localhost', '2379'],
    ['unix:run/etcd.sock', 'unix', '', ''],
  ])('%j', (text, scheme, host, port) => {
    expect(readEtcdUrl(text, '3.7.3')).toMatchObject({scheme, host, port});
  });

  it.each([
    ['http://127.0.0.1:2379', false],
    ['http://root:secret@127.0.0.1:2379', true],
    ['http://127.0.0.1:2379?a=1', true],
    ['http://127.0.0.1:2379#a', true],
  ])('%s has more than scheme, host and port: %s', (text, hasMore) => {
    expect(readEtcdUrl(text, '3.7.3')).toMatchObject({hasMore});
  });

  it('is printed as etcd prints it', () => {
    expect(readEtcdUrl(' HTTP://Host:2379 ', '3.7.3')).toMatchObject({text: 'http://Host:2379'});
  });
});

// Verdicts and words are those of etcd 3.4.23, 3.5.35, 3.6.16 and 3.7.3.
describe('a URL that etcd refuses', () => {
  it.each([
    ['', 'scheme', SCHEME],
    ['10.0.0.1', 'scheme', `${SCHEME}10.0.0.1`],
    ['localhost:2379', 'scheme', `${SCHEME}localhost:2379`],
    ['tcp://127.0.0.1:2379', 'scheme', `${SCHEME}tcp://127.0.0.1:2379`],
    ['http//127.0.0.1:2379', 'scheme', `${SCHEME}http//127.0.0.1:2379`],
    ['//127.0.0.1:2379', 'scheme', `${SCHEME}//127.0.0.1:2379`],
    ['127.0.0.1:2379', 'syntax', 'parse "127.0.0.1:2379": first path segment in URL cannot contain colon'],
    [':2379', 'syntax', 'parse ":2379": missing protocol scheme'],
    [
      '"http://a:1"',
      'syntax',
      String.raw`parse "\"http://a:1\"": first path segment in URL cannot contain colon`,
    ],
    ['http://127.0.0.1', 'host-port', `${HOST_PORT}http://127.0.0.1`],
    ['http:127.0.0.1:2379', 'host-port', `${HOST_PORT}http:127.0.0.1:2379`],
    ['http://[::1]', 'host-port', `${HOST_PORT}http://[::1]`],
    ['http://127.0.0.1:2379/', 'path', 'URL must not contain a path: http://127.0.0.1:2379/'],
    ['http://127.0.0.1:abc', 'syntax', 'parse "http://127.0.0.1:abc": invalid port ":abc" after host'],
    ['http://127.0.0.1:1 # x', 'syntax', 'parse "http://127.0.0.1:1 ": invalid port ":1 " after host'],
    ['http://a b:1', 'syntax', 'parse "http://a b:1": invalid character " " in host name'],
    ['http://[::1:2379', 'syntax', 'parse "http://[::1:2379": missing \']\' in host'],
    ['http://a\tb:1', 'syntax', String.raw`parse "http://a\tb:1": net/url: invalid control character in URL`],
  ])('%j', (text, fault, says) => {
    expect(readEtcdUrl(text, '3.7.3')).toMatchObject({fault, says});
  });

  it.each([
    'http://::1:2379',
    'http://127.0.0.1:2379 http://127.0.0.1:1',
    'http://[fe80::1%eth0]:2379',
    'http://a[b:1',
    'http://a:1#%zz',
  ])('%s, in words that depend on the version of Go', text => {
    const url = readEtcdUrl(text, '3.7.3');

    expect(isBad(url)).toBe(true);
    expect(url).not.toHaveProperty('says');
  });
});

describe('a Unix socket', () => {
  it.each([
    ['unix:///run/etcd.sock', '3.4.45', 'host-port'],
    ['unix://localhost:2379/x', '3.4.45', 'path'],
    ['unix:///run/etcd.sock', '3.5.9', 'host-port'],
    ['unix:///run/etcd.sock', '3.5.10', undefined],
    ['unix:///run/etcd.sock', '3.7.3', undefined],
    ['unix://localhost:2379', '3.4.45', undefined],
  ])('%s in %s', (text, version, fault) => {
    const url = readEtcdUrl(text, version);

    expect(isBad(url) ? url.fault : undefined).toBe(fault);
  });
});

describe('splitHostPort', () => {
  it.each([
    ['a:1', {host: 'a', port: '1'}],
    ['[::1]:1', {host: '::1', port: '1'}],
    [':', {host: '', port: ''}],
    ['a', undefined],
    ['::1', undefined],
    ['[::1]', undefined],
    ['[::1]a:1', undefined],
    ['a]:1', undefined],
  ])('%s', (authority, parts) => {
    expect(splitHostPort(authority)).toEqual(parts);
  });
});

describe('hostile texts', () => {
  it.each([
    '['.repeat(100_000),
    'a:'.repeat(50_000),
    '%'.repeat(100_000),
    ' '.repeat(100_000) + 'x',
    '//'.repeat(50_000),
    '@'.repeat(100_000),
  ])('are read in a moment (%#)', text => {
    const start = performance.now();
    parseGoUrl(`http://${text}`);
    readEtcdUrl(text, '3.7.3');

    expect(performance.now() - start).toBeLessThan(500);
  });
});
