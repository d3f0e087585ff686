import {describe, expect, it} from 'vitest';

import {decode} from '../../../../src/lib/domain/inputs/decode.js';
import {decodingFindings} from '../../../../src/lib/domain/inputs/decoding-findings.js';
import type {InputKind} from '../../../../src/lib/domain/inputs/input.js';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16le = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf16be = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('decode', () => {
  it.each<[title: string, bytes: Uint8Array, expected: Record<string, unknown>]>([
    ['nothing', utf8(''), {text: '', encoding: 'utf-8', hasByteOrderMark: false}],
    ['UTF-8', utf8('name: für\n'), {text: 'name: für\n', encoding: 'utf-8', hasByteOrderMark: false}],
    ['a mark', utf8('\ufeffname: a\n'), {text: 'name: a\n', encoding: 'utf-8', hasByteOrderMark: true}],
    ['U+FFFD itself', utf8('# \ufffd\n'), {text: '# \ufffd\n', encoding: 'utf-8', hasByteOrderMark: false}],
    ['UTF-16 LE', utf16le('name: ü\n'), {text: 'name: ü\n', encoding: 'utf-16le', hasByteOrderMark: true}],
    ['UTF-16 BE', utf16be('name: ü\n'), {text: 'name: ü\n', encoding: 'utf-16be', hasByteOrderMark: true}],
    ['Latin-1', latin1('# für\n'), {text: '# f\ufffdr\n', encoding: 'other', hasByteOrderMark: false}],
    [
      'half a character',
      utf8('é').subarray(0, 1),
      {text: '\ufffd', encoding: 'other', hasByteOrderMark: false},
    ],
    [
      'Windows line ends',
      utf8('a\n\r\nb\r\n'),
      {text: 'a\n\nb\n', encoding: 'utf-8', hasByteOrderMark: false, windowsLine: 2},
    ],
    ['a lone carriage return', utf8('a\rb'), {text: 'a\rb', encoding: 'utf-8', hasByteOrderMark: false}],
    ['colours', utf8('\u001b[31mred\u001b[0m\n'.repeat(9)), {encoding: 'utf-8'}],
  ])('%s', (_, bytes, expected) => {
    expect(decode(bytes)).toMatchObject({kind: 'text', ...expected});
  });

  it.each<[title: string, bytes: Uint8Array]>([
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
    ['a NUL in a text', utf8(`name: a\n# \0\n${'# b\n'.repeat(40_000)}`)],
    ['a NUL behind the beginning', utf8(`${'# b\n'.repeat(40_000)}\0`)],
    ['UTF-16 without a mark', Buffer.from('name: a\n', 'utf16le')],
    ['control characters without a NUL', Buffer.from([1, 2, 3, 4, 5, 6, 14, 15, 16, 65])],
  ])('%s is no text', (_, bytes) => {
    expect(decode(bytes)).toEqual({kind: 'binary'});
  });
});

function found(kind: InputKind, bytes: Uint8Array): string[] {
  const decoded = decode(bytes);
  if (decoded.kind !== 'text') throw new Error('it is no text');
  return decodingFindings('x', kind, decoded).map(
    ({rule, severity, line, column}) => `${rule} ${severity} ${line ?? ''}${column ? `:${column}` : ''}`,
  );
}

describe('what the encoding does to a file', () => {
  it.each<[title: string, bytes: Uint8Array, found: Partial<Record<InputKind, string[]>>]>([
    ['UTF-8', utf8('a: ü\n'), {config: [], env: [], systemd: [], shell: []}],
    [
      'a byte order mark',
      utf8('\ufeffETCD_NAME=a\n'),
      {
        config: [],
        systemd: [],
        compose: [],
        env: ['input-byte-order-mark warning 1'],
        procfile: ['input-byte-order-mark warning 1'],
        shell: ['input-byte-order-mark error 1'],
        spec: [],
      },
    ],
    [
      'a byte order mark before a comment',
      utf8('\ufeff#!/bin/sh\n'),
      {shell: ['input-byte-order-mark warning 1'], docker: ['input-byte-order-mark warning 1']},
    ],
    [
      'Windows line ends',
      utf8('# a\nb\r\nc\r\n'),
      {
        config: [],
        systemd: [],
        procfile: [],
        kubernetes: [],
        env: ['input-line-ends warning 2'],
        shell: ['input-line-ends error 2'],
        docker: ['input-line-ends error 2'],
      },
    ],
    [
      'UTF-16',
      utf16le('a: b\n'),
      {
        config: ['input-encoding warning '],
        compose: ['input-encoding warning '],
        env: ['input-encoding error '],
        systemd: ['input-encoding error '],
        spec: ['input-encoding error '],
      },
    ],
    [
      'Latin-1 in a comment',
      latin1('a=b\n# für\n'),
      {
        config: ['input-encoding error 2:4'],
        kubernetes: ['input-encoding error 2:4'],
        systemd: ['input-encoding warning 2:4'],
        env: ['input-encoding warning 2:4'],
        shell: ['input-encoding warning 2:4'],
      },
    ],
    [
      'Latin-1 in a comment and in a value',
      latin1('# für\na=ä\n'),
      {
        config: ['input-encoding error 1:4'],
        systemd: ['input-encoding error 2:3'],
        env: ['input-encoding warning 1:4'],
      },
    ],
  ])('%s', (_, bytes, expected) => {
    const kinds = Object.keys(expected) as InputKind[];

    expect(Object.fromEntries(kinds.map(kind => [kind, found(kind, bytes)]))).toEqual(expected);
  });
});
