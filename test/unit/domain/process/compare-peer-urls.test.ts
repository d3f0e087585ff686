import {describe, expect, it} from 'vitest';

import {comparePeerUrls} from '../../../../src/lib/domain/process/compare-peer-urls.js';
import {isBad, readEtcdUrl, type EtcdUrl} from '../../../../src/lib/domain/process/etcd-url.js';

function urls(text: string, version: string): EtcdUrl[] {
  return text.split(',').map(part => {
    const url = readEtcdUrl(part, version);
    if (isBad(url)) throw new Error(`not a URL: ${part}`);
    return url;
  });
}

// What etcd answers to each; `unknown` is what it asks a name server.
describe('comparePeerUrls', () => {
  it.each([
    ['http://10.0.0.1:2380', 'http://10.0.0.1:2380', 'same'],
    ['http://10.0.0.1:2380,http://10.1.0.1:2380', 'http://10.1.0.1:2380,http://10.0.0.1:2380', 'same'],
    ['http://etcd1:2380', 'http://etcd1:2380', 'same'],
    ['http://[::1]:2380', 'http://[0:0:0:0:0:0:0:1]:2380', 'same'],
    ['unix:///a', 'unix:///a', 'same'],
    ['http://10.0.0.1:2380', 'http://10.0.0.1:2381', 'different'],
    ['http://10.0.0.1:2380', 'https://10.0.0.1:2380', 'different'],
    ['http://127.0.0.1:2380', 'http://localhost:2380', 'different'],
    ['http://10.0.0.1:2380', 'http://10.0.0.1:2380,http://10.1.0.1:2380', 'different'],
    ['http://10.0.0.1:2380,http://10.1.0.1:2380', 'http://10.0.0.1:2380', 'different'],
    ['http://etcd1:2380', 'http://etcd1:2381', 'different'],
    ['http://etcd1:2380', 'http://10.0.0.1:2380,http://10.1.0.1:2380', 'different'],
    ['unix:///a', 'unix:///b', 'different'],
    ['http://etcd1:2380', 'http://10.0.0.1:2380', 'unknown'],
    ['http://LOCALHOST:2380', 'http://127.0.0.1:2380', 'unknown'],
    ['http://etcd1:2380,http://10.1.0.1:2380', 'http://10.0.0.1:2380,http://10.1.0.1:2380', 'unknown'],
  ])('%s and %s: %s', (advertised, listed, expected) => {
    expect(comparePeerUrls(urls(advertised, '3.7.3'), urls(listed, '3.7.3'), '3.7.3')).toBe(expected);
  });

  it('wants one spelling of an IPv6 address in 3.4', () => {
    const [short, long] = ['http://[::1]:2380', 'http://[0:0:0:0:0:0:0:1]:2380'].map(text =>
      urls(text, '3.4.45'),
    );

    expect(comparePeerUrls(short!, long!, '3.4.45')).toBe('different');
  });
});
