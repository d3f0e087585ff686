import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {readPlainBlock} from '../../../../src/lib/adapters/yaml/plain-block.js';

describe('readPlainBlock', () => {
  it('reads a config file as we write it', () => {
    const text = `# Made by etcdops from etcdops.yaml

name: infra_0
data-dir: /var/lib/etcd/infra0
initial-cluster: infra0=https://10.0.0.1:2380,infra1=https://10.0.0.1:2390
peer-transport-security:
  cert-file: pki/nodes/infra0/peer.crt
  client-cert-auth: true
snapshot-count: 0
quota-backend-bytes: 8589934592
`;

    expect(readPlainBlock(text)).toEqual({
      name: 'infra_0',
      'data-dir': '/var/lib/etcd/infra0',
      'initial-cluster': 'infra0=https://10.0.0.1:2380,infra1=https://10.0.0.1:2390',
      'peer-transport-security': {'cert-file': 'pki/nodes/infra0/peer.crt', 'client-cert-auth': true},
      'snapshot-count': 0,
      'quota-backend-bytes': 8_589_934_592,
    });
  });

  it.each([
    ['a word that may be a boolean', 'a: On'],
    ['a word that is null', 'a: NULL'],
    ['a key that may be a boolean', 'y: b'],
    ['a number that may be octal', 'a: 010'],
    ['a number with more digits than a double keeps', 'a: 1234567890123456'],
    ['a number with a sign', 'a: -1'],
    ['a number with a point', 'a: 1.5'],
    ['a text that begins with a digit', 'a: 10.0.0.1'],
    ['an exponent alone', 'a: e0'],
    ['an exponent alone, with a sign', 'a: E-12'],
    ['quotes', 'a: "b"'],
    ['a list in brackets', 'a: [b]'],
    ['a block in braces', 'a: {b: c}'],
    ['a list', 'a:\n  - b'],
    ['a text with a blank', 'a: b c'],
    ['a comment behind a value', 'a: b # c'],
    ['a colon at the end', 'a: b:'],
    ['a key in a value', 'a: b: c'],
    ['a key without a value', 'a:'],
    ['a key without a value before another', 'a:\nb: c'],
    ['a key twice', 'a: b\na: c'],
    ['a block that begins too far to the right', 'a:\n    b: c'],
    ['a line further to the right that no key begins', 'a: b\n  c: d'],
    ['an odd indentation', 'a:\n b: c'],
    ['a tab', 'a:\n\tb: c'],
    ['an anchor', 'a: &b c'],
    ['a tag', 'a: !b c'],
    ['text on many lines', 'a: |\n  b'],
    ['a second document', 'a: b\n---\nc: d'],
    ['a carriage return', 'a: b\r\nc: d'],
    ['a line of a plain text that goes on', 'a: b\n  c'],
    ['a comment with a break that only YAML 1.1 knows', '# a\u0085b: c'],
  ])('leaves %s to the parser', (_, text) => {
    expect(readPlainBlock(text)).toBeUndefined();
  });

  const word = fc.oneof(
    fc.stringMatching(/^[A-Za-z/][\w./:=,@-]{0,8}$/),
    fc.stringMatching(/^[\w.+-]{1,6}$/),
    fc.constantFrom('Yes', 'n', 'NaN', 'null', 'true', 'FALSE', '0', '00', '1_0', '1e3', '12:30', '=', '<<'),
  );
  const line = fc
    .tuple(fc.constantFrom('', '', '  ', '    ', ' '), word, fc.constantFrom(': ', ': ', ':', ' '), word)
    .map(parts => parts.join(''));
  const opening = fc.tuple(fc.constantFrom('', '  '), word).map(([indent, key]) => `${indent}${key}:`);

  it('gives what the parser gives, in both versions', () => {
    let isRead = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(line, line, opening), {maxLength: 5}), lines => {
        const text = lines.join('\n');
        const found = readPlainBlock(text);
        if (found === undefined) return;
        isRead += 1;
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(text, {version}) ?? {}).toEqual(found);
        }
      }),
      {numRuns: 5000},
    );
    expect(isRead).toBeGreaterThan(50);
  });
});
