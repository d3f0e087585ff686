import * as Flags from '@oclif/core/flags';

import {MAX_NODES, type BootstrapRequest} from '../domain/bootstrap/plan-bootstrap.js';
import {DEFAULT_BASE_PORT} from '../domain/nodes/ports.js';
import type {KeyType} from '../domain/pki/certificate.js';
import {
  ARTIFACT_FORMATS,
  PROXY_MODES,
  MADE_TLS_MODES,
  PEER_CAS,
  type MadeTlsMode,
  type PeerCa,
  type ArtifactFormat,
  type ProxyMode,
} from '../domain/spec/vocabulary.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import {DEFAULT_FORMATS} from '../queries/render-artifacts.js';
import {countFlag} from './flags.js';
import {encryptFlag, keyTypeFlag, passphraseFlag} from './tls-flags.js';

function parseMember(input: string): {name: string; host: string} {
  const at = input.indexOf('=');
  if (at > 0 && at < input.length - 1) return {name: input.slice(0, at), host: input.slice(at + 1)};
  throw new OpsError('E_USAGE', `--member: "${printable(input)}" is not NAME=HOST`, {
    hints: ['write for example --member infra0=10.0.0.1 --member infra1=10.0.0.2'],
  });
}

export const formatFlag = Flags.custom<ArtifactFormat>({
  char: 'f',
  description: 'which files to write; repeatable or separated by commas',
  delimiter: ',',
  helpValue: 'FORMAT',
  multiple: true,
  options: [...ARTIFACT_FORMATS],
});

/** Of `bootstrap static`, and what the wizard fills in. */
export const bootstrapFlags = {
  members: countFlag(
    'members',
    1,
    MAX_NODES,
  )({description: 'how many members', default: 3, exclusive: ['member']}),
  member: Flags.custom<{name: string; host: string}>({
    description: 'one member and the host it lives on; repeatable',
    helpValue: 'NAME=HOST',
    multiple: true,
    parse: input => Promise.resolve(parseMember(input)),
  })(),
  cluster: Flags.string({description: 'name of the cluster', default: 'demo', helpValue: 'NAME'}),
  token: Flags.string({description: "etcd's initial-cluster-token [default: a fresh one]"}),
  host: Flags.string({description: 'host of all nodes', default: '127.0.0.1', exclusive: ['member']}),
  listen: Flags.string({
    description: 'IP address to listen on [default: the host, or 0.0.0.0 where it is a name]',
    helpValue: 'IP',
  }),
  'base-port': countFlag(
    'base-port',
    1,
    65_535,
  )({
    description: 'client port of the first node on a host',
    default: DEFAULT_BASE_PORT,
    helpValue: 'PORT',
  }),
  proxies: countFlag(
    'proxies',
    0,
    MAX_NODES,
  )({description: 'how many v2 proxies (etcd 3.4 and 3.5)', default: 0}),
  'proxy-mode': Flags.custom<ProxyMode>({
    options: [...PROXY_MODES],
    default: 'readwrite',
    description: 'what v2 proxies let pass',
  })(),
  'no-enable-v2': Flags.boolean({
    description: 'leave the v2 API of the members off; v2 proxies then serve no /v2/keys',
  }),
  gateways: countFlag('gateways', 0, MAX_NODES)({description: 'how many gateways', default: 0}),
  'grpc-proxies': countFlag('grpc-proxies', 0, MAX_NODES)({description: 'how many gRPC proxies', default: 0}),
  tls: Flags.custom<MadeTlsMode>({
    options: [...MADE_TLS_MODES],
    default: 'none',
    description: 'encryption: auto by certificates of etcd, which prove nothing, ca by an own CA',
  })(),
  'peer-ca': Flags.custom<PeerCa>({
    options: [...PEER_CAS],
    description: 'whether traffic between members has a CA of its own',
  })(),
  san: Flags.string({
    description: 'a further name in the certificates of all nodes; repeatable',
    helpValue: 'HOST',
    multiple: true,
  }),
  'key-type': keyTypeFlag,
  encrypt: encryptFlag,
  'ca-passphrase-file': passphraseFlag,
  'etcd-version': Flags.string({
    description: '3.7, 3.7.3 or latest [default: the etcd at hand]',
    helpValue: 'VERSION',
  }),
  format: formatFlag({default: async () => Promise.resolve([...DEFAULT_FORMATS])}),
  dir: Flags.string({description: 'folder to write into', default: '.'}),
  start: Flags.boolean({description: 'also bring the cluster up and show it'}),
};

export interface ParsedBootstrapFlags {
  readonly members: number;
  readonly member?: readonly {name: string; host: string}[] | undefined;
  readonly cluster: string;
  readonly token?: string | undefined;
  readonly host: string;
  readonly listen?: string | undefined;
  readonly 'base-port': number;
  readonly proxies: number;
  readonly 'proxy-mode': ProxyMode;
  readonly 'no-enable-v2': boolean;
  readonly gateways: number;
  readonly 'grpc-proxies': number;
  readonly tls: MadeTlsMode;
  readonly 'peer-ca'?: PeerCa | undefined;
  readonly san?: readonly string[] | undefined;
  readonly 'key-type'?: KeyType | undefined;
  readonly encrypt: boolean;
  readonly format: readonly ArtifactFormat[];
}

/** Flags → what to plan. */
export function toBootstrapRequest(flags: ParsedBootstrapFlags): BootstrapRequest {
  return {
    cluster: flags.cluster,
    token: flags.token,
    members: flags.member ?? flags.members,
    host: flags.host,
    listen: flags.listen,
    basePort: flags['base-port'],
    proxies: flags.proxies,
    proxyMode: flags['proxy-mode'],
    enableV2: !flags['no-enable-v2'],
    gateways: flags.gateways,
    grpcProxies: flags['grpc-proxies'],
    formats: flags.format,
    encrypt: flags.encrypt,
    tls: {
      mode: flags.tls,
      ...(flags['peer-ca'] === undefined ? {} : {peerCa: flags['peer-ca']}),
      ...(flags.san === undefined ? {} : {sans: [...flags.san]}),
      ...(flags['key-type'] === undefined ? {} : {keyType: flags['key-type']}),
    },
  };
}
