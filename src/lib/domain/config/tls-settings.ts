import type {NodeTlsFiles, TlsFiles} from '../pki/tls-files.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {SettingValue} from '../spec/vocabulary.js';

type Entries = (readonly [name: string, value: SettingValue])[];

function listening(prefix: '' | 'peer-', {certFile, keyFile, trustedCaFile}: TlsFiles): Entries {
  const pair: Entries = [
    [`${prefix}cert-file`, certFile],
    [`${prefix}key-file`, keyFile],
  ];
  if (trustedCaFile === '') return pair;
  return [
    ...pair,
    [`${prefix}trusted-ca-file`, trustedCaFile],
    // The CA alone makes etcd ask for certificates already; said as well, nobody has to know that.
    [`${prefix}client-cert-auth`, true],
  ];
}

/** Of members, and of v2 proxies, which learn from the peer ports where the members are. */
export function serverTlsSettings({tls}: Pick<ClusterSpec, 'tls'>, files: NodeTlsFiles | undefined): Entries {
  if (files !== undefined) return [...listening('', files.server), ...listening('peer-', files.peer)];
  if (tls.mode !== 'auto') return [];
  return [
    ['auto-tls', true],
    ['peer-auto-tls', true],
  ];
}

/** Of a gRPC proxy, which ends TLS and begins it anew. A gateway passes the bytes through and needs nothing. */
export function proxyTlsSettings(
  {tls}: Pick<ClusterSpec, 'tls'>,
  {role, plainListen = false}: Pick<SpecNode, 'role' | 'plainListen'>,
  files: NodeTlsFiles | undefined,
): Entries {
  if (role !== 'grpc-proxy') return [];
  if (files !== undefined) {
    const {server, client} = files;
    const listening: Entries = [
      ['cert-file', server.certFile],
      ['key-file', server.keyFile],
      ['trusted-ca-file', server.trustedCaFile],
    ];
    const all: Entries = [
      ...(plainListen ? [] : listening),
      ['cert', client.certFile],
      ['key', client.keyFile],
      ['cacert', client.trustedCaFile],
    ];
    return all.filter(([, path]) => path !== '');
  }
  if (tls.mode !== 'auto') return [];
  return [
    ...(plainListen ? [] : ([['auto-tls', true]] as const)),
    // The members' certificates are signed by themselves alone.
    ['insecure-skip-tls-verify', true],
  ];
}
