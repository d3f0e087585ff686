const DIGEST_BYTES = 32;
/** A database has whole pages, none of which is smaller; with the digest behind it 32 bytes are left over. */
const PAGE_BYTES = 512;

export interface DigestVerdict {
  readonly sizeBytes: number;
  /** Of all bytes, as sha256sum prints it. */
  readonly sha256: string;
  /** `none`: whole pages, as in a copied database. `cut`: neither that nor pages with a digest. */
  readonly digest: 'right' | 'wrong' | 'none' | 'cut' | 'empty';
}

/**
 * Checks the digest at the end of a snapshot while its bytes come by, without knowing which will be the last: they are
 * always held back.
 * @see https://github.com/etcd-io/etcd/blob/main/server/etcdserver/api/v3rpc/maintenance.go (Snapshot)
 */
export class TrailingDigest {
  // Not imported: every command has what saves snapshots, few use it, and loading node:crypto costs all of them.
  readonly #hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  #held: Uint8Array = new Uint8Array();
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  update(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    const isLong = bytes.length >= DIGEST_BYTES;
    const rest = isLong ? bytes : Buffer.concat([this.#held, bytes]);
    if (isLong) this.#hash.update(this.#held);
    const end = Math.max(0, rest.length - DIGEST_BYTES);
    this.#hash.update(rest.subarray(0, end));
    // A copy: whoever gave the bytes uses the memory again.
    this.#held = Uint8Array.from(rest.subarray(end));
  }

  /** The last call. */
  finish(): DigestVerdict {
    const ofDatabase = this.#hash.copy().digest();
    const sha256 = this.#hash.update(this.#held).digest('hex');
    return {sizeBytes: this.#sizeBytes, sha256, digest: this.#judge(ofDatabase)};
  }

  #judge(ofDatabase: Uint8Array): DigestVerdict['digest'] {
    if (this.#sizeBytes === 0) return 'empty';
    const left = this.#sizeBytes % PAGE_BYTES;
    if (left === 0) return 'none';
    if (left !== DIGEST_BYTES || this.#sizeBytes < PAGE_BYTES) return 'cut';
    return Buffer.compare(ofDatabase, this.#held) === 0 ? 'right' : 'wrong';
  }
}
