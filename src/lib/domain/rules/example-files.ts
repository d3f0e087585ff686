type Files = Readonly<Record<string, string>>;

/** A config file of a lone member with further lines: for examples of rules. */
export function configFile(...lines: readonly string[]): Files {
  return {'etcd.yaml': ['name: infra0', 'data-dir: /var/lib/etcd', ...lines, ''].join('\n')};
}

/** A script that starts a lone member with further words behind its flags. */
export function startScript(...words: readonly string[]): Files {
  return {'start.sh': `${['etcd --name infra0', '--data-dir /var/lib/etcd', ...words].join(' \\\n  ')}\n`};
}

/** An env file of a lone member with further lines. */
export function envFile(...lines: readonly string[]): Files {
  return {'etcd.env': ['ETCD_NAME=infra0', 'ETCD_DATA_DIR=/var/lib/etcd', ...lines, ''].join('\n')};
}

/** A config file of a lone member that serves clients with TLS; `inBlock` are lines beside its certificate. */
export function clientTlsFile(inBlock: readonly string[], ...lines: readonly string[]): Files {
  return configFile(
    'listen-client-urls: https://10.0.1.10:2379',
    'advertise-client-urls: https://10.0.1.10:2379',
    'client-transport-security:',
    ...inBlock.map(line => `  ${line}`),
    ...lines,
  );
}

/** A config file of a member of three whose peers speak TLS; `inBlock` are the lines about it. */
export function peerTlsFile(...inBlock: readonly string[]): Files {
  return configFile(
    'listen-peer-urls: https://10.0.1.10:2380',
    'initial-advertise-peer-urls: https://10.0.1.10:2380',
    'initial-cluster: infra0=https://10.0.1.10:2380,infra1=https://10.0.1.11:2380,infra2=https://10.0.1.12:2380',
    'initial-cluster-token: orders-1',
    'peer-transport-security:',
    ...inBlock.map(line => `  ${line}`),
  );
}

/** The certificate of a server and its key. */
export const SERVER_CERTIFICATE = [
  'cert-file: /etc/etcd/server.crt',
  'key-file: /etc/etcd/server.key',
] as const;
/** The certificate of a peer and its key. */
export const PEER_CERTIFICATE = ['cert-file: /etc/etcd/peer.crt', 'key-file: /etc/etcd/peer.key'] as const;
export const TRUSTED_CA = 'trusted-ca-file: /etc/etcd/ca.crt';
