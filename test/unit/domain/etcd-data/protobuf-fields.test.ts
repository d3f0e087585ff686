import {describe, expect, it} from 'vitest';

import {readFields} from '../../../../src/lib/domain/etcd-data/protobuf-fields.js';

describe('readFields', () => {
  it.each([
    ['nothing', [], []],
    ['a number', [0x08, 0x96, 0x01], [[1, 150n]]],
    [
      'the largest number',
      [0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [[2, 0xffff_ffff_ffff_ffffn]],
    ],
    ['bytes', [0x1a, 0x02, 0x61, 0x62], [[3, Uint8Array.of(0x61, 0x62)]]],
    ['four bytes', [0x0d, 1, 2, 3, 4], [[1, Uint8Array.of(1, 2, 3, 4)]]],
    ['eight bytes', [0x09, 1, 2, 3, 4, 5, 6, 7, 8], [[1, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]]],
    ['a field twice: the last', [0x08, 0x01, 0x08, 0x02], [[1, 2n]]],
  ] as const)('reads %s', (_, bytes, fields) => {
    expect([...(readFields(Uint8Array.from(bytes)) ?? [])]).toEqual(fields);
  });

  it.each([
    ['a tag that is cut off', [0x80]],
    ['a number that is cut off', [0x08, 0x96]],
    ['a number that never ends', [0x08, ...new Array<number>(11).fill(0x80)]],
    ['more bytes than there are', [0x1a, 0x03, 0x61]],
    ['a length beyond all memory', [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['four bytes that are three', [0x0d, 1, 2, 3]],
    ['a group', [0x0b, 0x0c]],
    ['a kind that does not exist', [0x0f]],
  ])('does not take %s', (_, bytes) => {
    expect(readFields(Uint8Array.from(bytes))).toBeUndefined();
  });
});
