import {isIP} from 'node:net';

import type {Adapters} from '../../adapters/adapters.js';
import type {Forge} from '../../adapters/forge/forge.js';
import type {CertificateFacts} from '../../domain/pki/certificate.js';
import {formatSan} from '../../domain/pki/san.js';
import {explainTlsFailure} from '../../domain/pki/tls-failure.js';
import {parseEndpoint} from '../../domain/pki/endpoint.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {listed, type ListedCertificate} from './list-certificates.js';
import {readPkiBytes, type PkiReader} from './read-pki-file.js';

export interface InspectedCertificate extends Omit<ListedCertificate, 'path' | 'kind' | 'node' | 'client'> {
  readonly serial: string;
  readonly isCa: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly string[];
  readonly signatureAlgorithm: string;
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
}

export interface Inspected {
  /** The file, or `host:port`. */
  readonly source: string;
  readonly certificates: readonly InspectedCertificate[];
  /** Private keys: what kind, never more. */
  readonly keys: readonly {
    readonly keyType: string;
    readonly encrypted: boolean;
    readonly fitsCertificate?: boolean;
  }[];
  readonly requests: readonly {
    readonly subject: string;
    readonly sans: readonly string[];
    readonly keyType: string;
  }[];
  /** Of a live endpoint. */
  readonly protocol?: string;
  readonly asksForCertificate?: boolean;
}

function inspected(facts: CertificateFacts, now: Date): InspectedCertificate {
  const {serial, isCa, signatureAlgorithm} = facts;
  const {pathLength, keyUsage, extendedKeyUsage, subjectKeyId, authorityKeyId} = facts;
  return {
    ...listed(facts, now),
    serial,
    isCa,
    signatureAlgorithm,
    ...(pathLength === undefined ? {} : {pathLength}),
    ...(keyUsage === undefined ? {} : {keyUsage}),
    ...(extendedKeyUsage === undefined ? {} : {extendedKeyUsage}),
    ...(subjectKeyId === undefined ? {} : {subjectKeyId}),
    ...(authorityKeyId === undefined ? {} : {authorityKeyId}),
  };
}

type Inspector = PkiReader & Pick<Adapters, 'clock' | 'cwd' | 'tlsProber' | 'signal'>;

/** What a file holds: PEM blocks of any kind, or DER, which says of itself what it is only by being readable. */
function inspectBytes(
  forge: Forge,
  bytes: Buffer,
  path: string,
): Omit<Inspected, 'source' | 'certificates'> & {
  readonly facts: readonly CertificateFacts[];
} {
  const {certificates, keys, requests} = forge.readAll(bytes, path);
  const publicIds = new Set(certificates.map(({facts}) => facts.publicKeyId));
  return {
    facts: certificates.map(({facts}) => facts),
    keys: keys.map(({keyType, encrypted, publicKeyId}) => ({
      keyType,
      encrypted,
      ...(publicKeyId === undefined || publicIds.size === 0
        ? {}
        : {fitsCertificate: publicIds.has(publicKeyId)}),
    })),
    requests: requests.map(({subject, sans, keyType}) => ({subject, sans: sans.map(formatSan), keyType})),
  };
}

const PROBE_TIMEOUT_MS = 5000;

async function inspectEndpoint(
  inspector: Inspector,
  source: string,
  at: {host: string; port: number},
): Promise<Inspected> {
  const prober = await inspector.tlsProber();
  const probe = await prober.probe({...at, identity: {verify: false}, timeoutMs: PROBE_TIMEOUT_MS});
  inspector.signal.throwIfAborted();
  const forge = await inspector.forge();
  const certificates = probe.chain.flatMap(der => forge.readCertificates(der, source));
  const {code, message} = probe.error ?? {code: '', message: 'nothing was shown'};
  const explained = explainTlsFailure(`${code} ${message}`);
  if (certificates.length === 0) {
    throw new OpsError('E_UNREACHABLE', `${source}: ${explained?.why ?? printable(message.trim(), 200)}`, {
      hints: ['check host and port, and that something listens there'],
    });
  }
  return {
    source,
    certificates: certificates.map(({facts}) => inspected(facts, inspector.clock.now())),
    keys: [],
    requests: [],
    ...(probe.protocol === undefined ? {} : {protocol: probe.protocol}),
    asksForCertificate: explained?.side === 'ours',
  };
}

/** Shows what is in a file, or what a live endpoint shows. */
export async function inspectPki(inspector: Inspector, source: string): Promise<Inspected> {
  const bytes = await readPkiBytes(inspector, inspector.cwd, source);
  if (bytes !== undefined) {
    const {facts, ...rest} = inspectBytes(await inspector.forge(), bytes, source);
    return {source, certificates: facts.map(one => inspected(one, inspector.clock.now())), ...rest};
  }
  const endpoint = parseEndpoint(source);
  if (endpoint === undefined) {
    throw new OpsError('E_CERT_INVALID', `there is no file ${source}, and it is no HOST:PORT`, {
      hints: [
        isIP(source) === 0
          ? 'etcdops tls list shows the certificates of the cluster'
          : `name the port: ${source}:2379`,
      ],
    });
  }
  return inspectEndpoint(inspector, source, endpoint);
}
