import {createHash} from 'node:crypto';

import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {TrailingDigest, type DigestVerdict} from '../../../../src/lib/domain/snapshots/trailing-digest.js';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const database = Buffer.alloc(4096, 'etcd');
const snapshot = Buffer.concat([database, sha256(database)]);

/** In pieces of the given lengths, the rest as one. */
function judge(bytes: Uint8Array, lengths: readonly number[] = []): DigestVerdict {
  const digest = new TrailingDigest();
  let from = 0;
  for (const length of lengths) {
    // The memory is used again.
    const piece = Uint8Array.from(bytes.subarray(from, from + length));
    digest.update(piece);
    piece.fill(0);
    from += length;
  }
  digest.update(bytes.subarray(from));
  return digest.finish();
}

describe('the digest at the end of a snapshot', () => {
  it('is right in whatever pieces it comes, and the file has the sum that sha256sum prints', () => {
    const expected = {sizeBytes: 4128, sha256: sha256(snapshot).toString('hex'), digest: 'right'};
    expect(judge(snapshot)).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat({max: 600})), lengths => {
        expect(judge(snapshot, lengths)).toEqual(expected);
      }),
    );
  });

  it.each<[what: string, bytes: Uint8Array, digest: DigestVerdict['digest']]>([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['a copied database', database, 'none'],
    ['a byte too few', snapshot.subarray(0, -1), 'cut'],
    ['a byte too many', Buffer.concat([snapshot, Buffer.from([0])]), 'cut'],
    ['a page too few', snapshot.subarray(0, 4128 - 512), 'wrong'],
    ['a page in front', Buffer.concat([Buffer.alloc(512), snapshot]), 'wrong'],
    ['32 bytes alone', Buffer.alloc(32), 'cut'],
  ])('of %s', (_, bytes, digest) => {
    expect(judge(bytes).digest).toBe(digest);
  });
});
