import type {Adapters} from '../../adapters/adapters.js';
import type {Forge, ReadCertificate} from '../../adapters/forge/forge.js';
import type {CertificateFacts} from '../../domain/pki/certificate.js';
import type {TlsFileFact} from '../../domain/pki/tls-file.js';

export type TlsFileReader = Pick<Adapters, 'forge'> & {
  readonly inputFiles: Pick<Adapters['inputFiles'], 'read'>;
};

/** Far more than any bundle of CAs has. */
const MAX_BYTES = 1024 * 1024;
/** Far more than the nodes of one machine name; of what is over that nothing is said. */
const MOST_FILES = 600;
const AT_ONCE = 32;

/** Files for TLS on this machine, and who has signed whom in them. */
export interface TlsFileFacts {
  readonly at: (place: string) => TlsFileFact | undefined;
  readonly isIssuedBy: (certificate: CertificateFacts, issuer: CertificateFacts) => boolean;
}

const NONE: TlsFileFacts = {at: () => undefined, isIssuedBy: () => false};

/** Keeps the bytes behind what the rules see of a certificate, and each signature that was checked. */
class Certificates {
  readonly #forge: Forge;
  readonly #read = new Map<string, ReadCertificate>();
  readonly #signed = new Map<string, boolean>();

  constructor(forge: Forge) {
    this.#forge = forge;
  }

  factOf(place: string, data: Uint8Array): TlsFileFact {
    const {blocks, ...rest} = this.#forge.readTlsFile(Buffer.from(data));
    return {
      place,
      ...rest,
      blocks: blocks.map(({label, certificate}) => {
        if (certificate === undefined) return {label};
        this.#read.set(certificate.facts.fingerprint, certificate);
        return {label, certificate: certificate.facts};
      }),
    };
  }

  isIssuedBy({fingerprint}: CertificateFacts, issuer: CertificateFacts): boolean {
    const key = `${fingerprint} ${issuer.fingerprint}`;
    const known = this.#signed.get(key);
    if (known !== undefined) return known;
    const [child, parent] = [this.#read.get(fingerprint), this.#read.get(issuer.fingerprint)];
    const isSigned = child !== undefined && parent !== undefined && this.#forge.isIssuedBy(child, parent);
    this.#signed.set(key, isSigned);
    return isSigned;
  }
}

/** Reads files for TLS. Where there are none, nothing is loaded that could read them. */
export async function readTlsFiles(
  reader: TlsFileReader,
  places: ReadonlySet<string>,
): Promise<TlsFileFacts> {
  if (places.size === 0) return NONE;
  const certificates = new Certificates(await reader.forge());
  const facts = new Map<string, TlsFileFact>();
  const queue = [...places].slice(0, MOST_FILES).values();
  const workers = Array.from({length: AT_ONCE}, async () => {
    for (const place of queue) {
      const read = await reader.inputFiles.read(place, {maxBytes: MAX_BYTES});
      // What may not be read, as a key often may not, is etcd's to read.
      if (read.kind === 'bytes') facts.set(place, certificates.factOf(place, read.bytes));
    }
  });
  await Promise.all(workers);
  return {
    at: place => facts.get(place),
    isIssuedBy: (certificate, issuer) => certificates.isIssuedBy(certificate, issuer),
  };
}
