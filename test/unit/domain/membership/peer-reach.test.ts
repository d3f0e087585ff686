import {describe, expect, it} from 'vitest';

import {peerProblem} from '../../../../src/lib/domain/membership/peer-reach.js';
import type {Seen} from '../../../../src/lib/domain/proxies/judge-targets.js';

const [PLAIN, TLS] = ['http://10.0.0.4:2380', 'https://10.0.0.4:2380'];

describe('the peer URL of a member elsewhere', () => {
  it.each<[string, string, Seen]>([
    ['nobody runs there yet', PLAIN, {error: 'ECONNREFUSED'}],
    ['nobody runs there yet, with TLS', TLS, {error: 'ECONNREFUSED'}],
    ['it speaks as the URL says', PLAIN, {wire: 'plain'}],
    ['it speaks TLS as the URL says', TLS, {wire: 'tls'}],
  ])('is fine where %s', (_, url, seen) => {
    expect(peerProblem(url, seen)).toBeUndefined();
  });

  it.each<[string, string, Seen, string]>([
    ['no name server knows it', PLAIN, {error: 'ENOTFOUND'}, 'cannot be resolved here'],
    ['the name server fails', PLAIN, {error: 'EAI_AGAIN'}, 'cannot be resolved here'],
    ['the name server is silent', PLAIN, {error: 'ETIMEOUT'}, 'cannot be resolved here'],
    ['nobody routes there', PLAIN, {error: 'ENETUNREACH'}, 'cannot be reached from here (ENETUNREACH)'],
    ['no machine is there', TLS, {error: 'EHOSTUNREACH'}, 'cannot be reached from here (EHOSTUNREACH)'],
    ['packets are lost', PLAIN, {error: 'no answer within 2000 ms'}, 'cannot be reached from here'],
    ['connecting takes too long', PLAIN, {error: 'ETIMEDOUT'}, 'cannot be reached from here (ETIMEDOUT)'],
    ['TLS is not spoken', TLS, {wire: 'plain'}, 'speaks HTTP without TLS'],
    ['TLS is spoken', PLAIN, {wire: 'tls'}, 'speaks TLS'],
    ['something else is spoken', TLS, {wire: 'unknown'}, 'speaks neither HTTP nor TLS'],
    ['something else is spoken in plain', PLAIN, {wire: 'unknown'}, 'speaks neither HTTP nor TLS'],
  ])('is refused where %s', (_, url, seen, words) => {
    expect(peerProblem(url, seen)!.message).toContain(words);
  });
});
