import {describe, expect, it} from 'vitest';

import {weakLinks} from '../../../../src/lib/domain/pki/tls-file.js';

/** `a<b!` is the certificate of a by b with one thing against it. */
function certificate(text: string): {name: string; issuer: string; flaw: number} {
  const [, name = '', issuer = '', marks = ''] = /^(\w+)<(\w+)(!*)$/.exec(text)!;
  return {name, issuer, flaw: marks.length};
}

function found(chain: string, authorities: string): string[] {
  const all = (text: string): ReturnType<typeof certificate>[] =>
    text.split(' ').filter(Boolean).map(certificate);
  return weakLinks(all(chain), all(authorities), {
    isIssuedBy: ({issuer}, {name}) => issuer === name,
    flaw: ({flaw}) => flaw,
  }).map(({name, issuer}) => `${name}<${issuer}`);
}

describe('what a certificate rests on besides itself', () => {
  it.each<[string, string, string, string[]]>([
    ['its CA alone', 'own<ca!', 'ca<ca', []],
    ['a CA between that is good', 'own<mid mid<ca', 'ca<ca', []],
    ['a CA between that is not', 'own<mid mid<ca!!', 'ca<ca', ['mid<ca']],
    ['two between, the farther one not good', 'own<near near<far far<ca!', 'ca<ca', ['far<ca']],
    ['one between that is not good, which is trusted as such when renewed', 'own<mid mid<ca!!', 'mid<ca', []],
    ['one between that was renewed, the old one behind', 'own<mid mid<ca!! mid<ca', 'ca<ca', []],
    ['one between that is not needed', 'own<ca mid<ca!!', 'ca<ca', []],
    ['a CA that is not good beside one that has signed nothing', 'own<old', 'new<new old<old!!', ['old<old']],
    ['an old CA that was made anew with the same name', 'own<ca', 'ca<ca!! ca<ca', []],
    ['nothing that is known here', 'own<mid mid<ca!!', '', ['mid<ca']],
    ['a CA shown behind it, which is trusted with a later end', 'own<ca ca<ca!!', 'ca<ca', []],
    ['itself', 'own<own!!', '', []],
  ])('%s', (_, chain, authorities, expected) => {
    expect(found(chain, authorities)).toEqual(expected);
  });
});
