import {describe, expect, it} from 'vitest';

import {crc32c} from '../../../../src/lib/domain/etcd-data/crc32c.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('crc32c', () => {
  it.each([
    ['', 0],
    // The check value of the algorithm, and the first example of RFC 3720, appendix B.4.
    ['123456789', 0xe3069283],
    ['\0'.repeat(32), 0x8a9136aa],
  ])('gives the known checksum of %j', (text, checksum) => {
    expect(crc32c(bytes(text))).toBe(checksum);
  });

  it('runs on from what went before', () => {
    expect(crc32c(bytes('6789'), crc32c(bytes('12345')))).toBe(crc32c(bytes('123456789')));
  });
});
