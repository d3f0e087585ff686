import {randomBytes, type KeyObject} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {forge} from '../../src/lib/adapters/forge/forge.js';
import type {CertificateContent, KeyType} from '../../src/lib/domain/pki/certificate.js';

const DAY_MS = 86_400_000;

/** A day counted from now. */
export function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

function contentOf(changes: Partial<CertificateContent>): CertificateContent {
  return {
    subject: {organization: 'orders'},
    sans: [
      {type: 'ip', value: '127.0.0.1'},
      {type: 'dns', value: 'localhost'},
    ],
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    extendedKeyUsage: ['serverAuth', 'clientAuth'],
    notBefore: inDays(-100),
    notAfter: inDays(100),
    serial: `0${randomBytes(16).toString('hex').slice(1)}`,
    ...changes,
  };
}

const CA = {
  sans: [],
  extendedKeyUsage: [],
  keyUsage: ['keyCertSign', 'cRLSign'],
  caPathLength: 1,
} satisfies Partial<CertificateContent>;

/** What a test wants of a certificate; everything else is right for a member on 127.0.0.1. */
export type Wanted = Partial<CertificateContent> & {readonly keyType?: KeyType};

/** A CA that writes what it issues into a folder: `<name>.crt` and `<name>.key`. */
export class TestCa {
  readonly #dir: string;
  readonly #key: KeyObject;
  readonly pem: string;

  private constructor(dir: string, key: KeyObject, pem: string) {
    this.#dir = dir;
    this.#key = key;
    this.pem = pem;
  }

  static async make(dir: string, name = 'ca', changes: Partial<CertificateContent> = {}): Promise<TestCa> {
    mkdirSync(dir, {recursive: true});
    const key = await forge.createKey('ecdsa-p256');
    const content = contentOf({...CA, subject: {commonName: name}, ...changes});
    const ca = new TestCa(dir, key, forge.certifyRoot(content, key));
    ca.#write(name, ca.pem, key);
    return ca;
  }

  #write(name: string, pem: string, key: KeyObject): void {
    writeFileSync(join(this.#dir, `${name}.crt`), pem);
    writeFileSync(join(this.#dir, `${name}.key`), forge.writeKey(key), {mode: 0o600});
  }

  async issue(name: string, {keyType = 'ecdsa-p256', ...changes}: Wanted = {}): Promise<string> {
    const key = await forge.createKey(keyType);
    const pem = forge.certify(contentOf(changes), key, {certificate: this.pem, key: this.#key});
    this.#write(name, pem, key);
    return pem;
  }

  /** A CA below this one. */
  async issueCa(name: string, changes: Partial<CertificateContent> = {}): Promise<TestCa> {
    const key = await forge.createKey('ecdsa-p256');
    const content = contentOf({...CA, caPathLength: 0, subject: {commonName: name}, ...changes});
    const below = new TestCa(
      this.#dir,
      key,
      forge.certify(content, key, {certificate: this.pem, key: this.#key}),
    );
    below.#write(name, below.pem, key);
    return below;
  }
}
