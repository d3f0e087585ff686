import type {NamedFile} from '../machine/named-files.js';
import {unknownKeyReason, type CertificateFacts} from '../pki/certificate.js';
import type {TlsFileFact, TlsKey} from '../pki/tls-file.js';
import {compareVersions} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {
  clientTlsExample,
  exampleCertificate,
  keyFileWith,
  proxyTlsExample,
  peerTlsExample,
} from './example-certificates.js';
import type {ProcessRule, Report} from './rule.js';
import {asWord, isOfOwnCa, issueAnew, readFilesOf, shownPairs, type ReadFile} from './tls-pairs.js';
import {enumerated, quoted} from './wording.js';

/** etcd ends at the first of several. */
export function wordsAtFirst(reports: readonly Report[]): Report[] {
  return reports.map(({etcdSays, ...report}, index) =>
    index === 0 && etcdSays !== undefined ? {...report, etcdSays} : report,
  );
}

function labelsOf({blocks}: TlsFileFact): string[] {
  return blocks.map(({label}) => printable(label));
}

/** How Go complains of a file without the block that it looks for. @see https://pkg.go.dev/crypto/tls#X509KeyPair */
function goSays(purpose: NamedFile['purpose'], fact: TlsFileFact): string {
  const [input, kind] =
    purpose === 'key'
      ? ['key', 'PEM block with type ending in "PRIVATE KEY"']
      : ['certificate', '"CERTIFICATE" PEM block'];
  const labels = labelsOf(fact);
  const [only = ''] = labels.length === 1 ? labels : [];
  if (labels.length === 0) return `tls: failed to find any PEM data in ${input} input`;
  if (purpose === 'key' && only === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  if (purpose !== 'key' && only.endsWith('PRIVATE KEY'))
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  return `tls: failed to find ${kind} in ${input} input after skipping PEM blocks of the following types: [${labels.join(' ')}]`;
}

function heldBy(fact: TlsFileFact): string {
  if (fact.isDer) return 'is DER, and etcd reads PEM alone';
  const labels = labelsOf(fact);
  if (labels.length === 0) return 'is no PEM, or was cut off';
  return `holds ${enumerated([...new Set(labels)])}`;
}

function pemFix(process: EtcdProcess, {named, fact: {isDer}}: ReadFile): string {
  const {purpose, path} = named;
  const tool = purpose === 'key' ? 'pkey' : 'x509';
  const mark = purpose === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE';
  if (isOfOwnCa(process, named)) return issueAnew(process, named, '');
  return isDer
    ? `openssl ${tool} -inform DER -in ${asWord(path)} -out ${asWord(`${path}.pem`)}, and name that`
    : `put there a file with -----BEGIN ${mark}-----`;
}

function pemReport(process: EtcdProcess, {named, fact}: ReadFile): Report[] {
  const {purpose, written, path, place} = named;
  const report = (wrong: string, etcdSays?: string): Report[] => [
    {
      place,
      message: `${written}: ${quoted(path)} ${wrong}`,
      fix: pemFix(process, {named, fact}),
      ...(etcdSays === undefined ? {} : {etcdSays}),
    },
  ];
  if (purpose === 'key') {
    if (fact.key === undefined)
      return report(`has no private key: it ${heldBy(fact)}`, goSays(purpose, fact));
    if (fact.key.state !== 'unreadable') return [];
    return report('has a private key that cannot be read', 'tls: failed to parse private key');
  }
  const first = fact.blocks.find(({label}) => label === 'CERTIFICATE');
  if (first === undefined) return report(`has no certificate: it ${heldBy(fact)}`, goSays(purpose, fact));
  return first.certificate === undefined ? report('has a certificate that cannot be read') : [];
}

function pemReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const files = readFilesOf(process, cluster).filter(({named}) => named.purpose !== 'CA certificate');
  return wordsAtFirst(files.flatMap(file => pemReport(process, file)));
}

function decryptFix(process: EtcdProcess, named: NamedFile): string {
  const {path} = named;
  if (isOfOwnCa(process, named)) return issueAnew(process, named, '');
  return `(umask 077; openssl pkey -in ${asWord(path)} -out ${asWord(`${path}.plain`)}), and name that`;
}

function encryptedReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const files = readFilesOf(process, cluster).filter(({named}) => named.purpose === 'key');
  return wordsAtFirst(
    files.flatMap(({named, named: {written, path, place}, fact}): Report[] =>
      fact.key?.state !== 'encrypted'
        ? []
        : [
            {
              place,
              message: `${written}: the key ${quoted(path)} is encrypted, and nothing tells etcd the passphrase`,
              fix: decryptFix(process, named),
              etcdSays: 'tls: failed to parse private key',
            },
          ],
    ),
  );
}

function kindOfKey(keyType: string): string {
  return keyType.split('-', 1)[0]!;
}

type ReadableKey = Extract<TlsKey, {state: 'readable'}>;

/** Of a kind that it does not know Go does not get as far as a comparison. */
function isMismatch(key: ReadableKey, {publicKeyId, keyType}: CertificateFacts): boolean {
  const areKnown = [key.keyType, keyType].every(kind => unknownKeyReason(kind) === undefined);
  return areKnown && key.publicKeyId !== publicKeyId;
}

function mismatchReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const reports = shownPairs(process, cluster).flatMap(({named, chain, key}): Report[] => {
    const [leaf, ...between] = chain;
    const content = key?.fact.key;
    if (key === undefined || content?.state !== 'readable' || !isMismatch(content, leaf)) return [];
    const isBehind = between.some(({publicKeyId}) => publicKeyId === content.publicKeyId);
    const both = `${named.written} and ${key.named.written}: ${quoted(named.path)} and ${quoted(key.named.path)}`;
    const isOfKind = kindOfKey(content.keyType) === kindOfKey(leaf.keyType);
    return [
      {
        place: key.named.place,
        message: isBehind
          ? `${both} do not belong together: the certificate of the key is not the first one of its file`
          : `${both} do not belong together: the key is of another certificate`,
        fix: isBehind
          ? 'put the certificate of the key first, and those of CAs behind it'
          : issueAnew(process, named, 'for that key, or name the key that belongs to it'),
        etcdSays: `tls: private key ${isOfKind ? '' : 'type '}does not match public key${isOfKind ? '' : ' type'}`,
      },
    ];
  });
  return wordsAtFirst(reports);
}

function nameSays({version}: EtcdProcess, commonName: string, path: string): string {
  const says = `cert has non empty Common Name (${printable(commonName, 200)})`;
  return compareVersions(version, '3.5.0') < 0 ? says : `${says}: ${printable(path, 500)}`;
}

function commonNameReports(process: EtcdProcess, cluster: Cluster): Report[] {
  return shownPairs(process, cluster).flatMap(({kind, named, chain: [{commonName}]}): Report[] =>
    kind !== 'proxy-client' || commonName === undefined
      ? []
      : [
          {
            place: named.place,
            message: `${named.written}: ${quoted(named.path)} has the common name ${quoted(commonName)}, by which etcd would take every user of the proxy for that one`,
            fix: issueAnew(process, named, 'without a common name'),
            etcdSays: nameSays(process, commonName, named.path),
          },
        ],
  );
}

/** Rules about files that etcd ends with when it opens them. */
export const TLS_CONTENT_RULES: readonly ProcessRule[] = [
  {
    id: 'tls-file-not-pem',
    severity: 'error',
    title: 'A file without the certificate or key in PEM that etcd looks for in it',
    why: 'etcd reads PEM alone: DER, an empty file, one that was cut off, or certificate and key in the place of each other end it. A certificate for clients is read last, when the data directory has been made already.',
    etcd: 'refuses',
    bad: clientTlsExample({'/etc/etcd/own.crt': {blocks: [], isDer: true}}),
    good: clientTlsExample(),
    check: pemReports,
  },
  {
    id: 'tls-key-encrypted',
    severity: 'error',
    title: 'A private key with a passphrase',
    why: 'No setting of etcd takes a passphrase, and it asks for none: it ends and says only that it cannot parse the key. Let the mode of the file protect the key.',
    etcd: 'refuses',
    bad: clientTlsExample({'/etc/etcd/own.key': keyFileWith({state: 'encrypted'})}),
    good: clientTlsExample(),
    check: encryptedReports,
  },
  {
    id: 'tls-pair-mismatch',
    severity: 'error',
    title: 'A certificate and a key that are of two pairs',
    why: 'etcd compares both at its start. Where a file holds several certificates, the one of the key comes first and those of the CAs behind it.',
    etcd: 'refuses',
    bad: peerTlsExample({'/etc/etcd/own.key': keyFileWith({publicKeyId: 'other'})}),
    good: peerTlsExample(),
    check: mismatchReports,
  },
  {
    id: 'grpc-proxy-common-name',
    severity: 'error',
    title: 'A certificate with a common name that a gRPC proxy shows to the members',
    why: 'etcd takes the common name of a certificate for a user. Since all who come through the proxy come with its certificate, a gRPC proxy refuses one that has such a name.',
    etcd: 'refuses',
    bad: proxyTlsExample(exampleCertificate({subject: 'CN=proxy', commonName: 'proxy'})),
    good: proxyTlsExample(exampleCertificate()),
    check: commonNameReports,
  },
];
