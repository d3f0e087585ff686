import {describe, expect, it} from 'vitest';

import {systemdQuote} from '../../../../src/lib/domain/text/systemd-quote.js';

describe('systemdQuote', () => {
  it.each([
    ['--name=infra0', '--name=infra0'],
    ['/var/lib/etcd', '/var/lib/etcd'],
    ['50%', '50%%'],
    ['$HOME', '$$HOME'],
    ['a b', '"a b"'],
    ['', '""'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['%h $x "y"', '"%%h $$x \\"y\\""'],
    ["it's", `"it's"`],
    ['a\nExecStartPre=b\r', '"a\\nExecStartPre=b\\r"'],
    ['[::1]:2379', '"[::1]:2379"'],
  ])('writes %j as %s', (word, quoted) => {
    expect(systemdQuote(word)).toBe(quoted);
  });
});
