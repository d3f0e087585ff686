import {describe, expect, it} from 'vitest';

import {walIdentityOf} from '../../../../src/lib/domain/etcd-data/wal-identity.js';
import {walHead, walRecord} from '../../../helpers/wal-bytes.js';

/** The first bytes of a member that runs with etcd's defaults: its log is the same on 3.4, 3.5, 3.6 and 3.7. */
const RECORDED = Buffer.from(
  '0400000000000084' + // 4 bytes, 4 of padding
    '0804100000000000' +
    '2000000000000000' +
    '080110bb81c7fc051a1608cdd2918bd2b881cf8e0110b298eaf19483' +
    '86fccd01' +
    '0e00000000000082' +
    '08051094bbc7ed0e1a04080010000000',
  'hex',
);
const RECORDED_IDS = {clusterId: 'cdf818194e3a8c32', memberId: '8e9e05c52164694d'};

describe('walIdentityOf', () => {
  it('reads what a real etcd wrote', () => {
    expect(walIdentityOf(RECORDED)).toEqual(RECORDED_IDS);
  });

  it.each([
    ['the first file', 0],
    ['a later file, which goes on with the checksum of the one before', 0x9abcdef1],
  ])('reads %s', (_, before) => {
    const owner = {clusterId: 'c34447be2eab3d1', memberId: '1'};

    expect(walIdentityOf(walHead({...owner, before}))).toEqual(owner);
  });

  it('reads bytes that lie inside others', () => {
    const padded = Uint8Array.from([1, 2, 3, ...RECORDED]);

    expect(walIdentityOf(padded.subarray(3))).toEqual(RECORDED_IDS);
  });

  it.each([
    ['nothing', Uint8Array.of()],
    ['zeros: a file that was made and never written', new Uint8Array(4096)],
    ['a text', new TextEncoder().encode('# This file is not a log of etcd.\n'.repeat(20))],
    ['a length beyond all memory', Uint8Array.from([...new Array<number>(8).fill(0xff), 8, 4, 16, 0])],
    ['a log that begins with something else', walRecord(2, 0)],
    ['a checksum alone', walRecord(4, 0)],
    [
      'ids under a wrong checksum',
      Uint8Array.from([...walRecord(4, 0), ...walRecord(1, 7, Uint8Array.of(8, 1, 16, 2))]),
    ],
    ['a record without ids', Uint8Array.from([...walRecord(4, 0), ...walRecord(1, 0, Uint8Array.of())])],
  ])('gives nothing for %s', (_, bytes) => {
    expect(walIdentityOf(bytes)).toBeUndefined();
  });

  it('gives the ids or nothing, never others, wherever the bytes end', () => {
    const needed = RECORDED.length - 24;

    for (let length = 0; length < RECORDED.length; length++) {
      expect(walIdentityOf(RECORDED.subarray(0, length))).toEqual(length < needed ? undefined : RECORDED_IDS);
    }
  });

  it('gives the ids or nothing, never others, whichever bit is wrong', () => {
    let damaged = 0;
    for (let bit = 0; bit < RECORDED.length * 8; bit++) {
      const bytes = Uint8Array.from(RECORDED);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const identity = walIdentityOf(bytes);
      if (identity === undefined) damaged++;
      else expect(identity).toEqual(RECORDED_IDS);
    }

    // All bits of the ids and their checksum, at least.
    expect(damaged).toBeGreaterThan(26 * 8);
  });
});
