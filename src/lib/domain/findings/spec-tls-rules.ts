import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {eachNode, type Rule} from './rule.js';

type TlsKey = Exclude<keyof ClusterSpec['tls'], 'mode'>;
type FileKey = keyof NonNullable<SpecNode['tls']>;

const CA_KEYS: readonly TlsKey[] = ['peerCa', 'sans', 'keyType', 'days', 'caDays'];
const EXTERNAL_KEYS: readonly TlsKey[] = [
  'certFile',
  'keyFile',
  'trustedCaFile',
  'peerCertFile',
  'peerKeyFile',
  'peerTrustedCaFile',
  'clientCertFile',
  'clientKeyFile',
  'proxyCertFile',
  'proxyKeyFile',
];

/** A key that its mode does not read would be dropped in silence. */
const keysOfAnotherMode: Rule = ({tls}) => {
  const rows = [
    {keys: CA_KEYS, mode: 'ca'},
    {keys: EXTERNAL_KEYS, mode: 'external'},
  ] as const;
  return rows
    .filter(({mode}) => mode !== tls.mode)
    .flatMap(({keys, mode}) =>
      keys
        .filter(key => tls[key] !== undefined)
        .map(key => ({
          rule: 'tls-key-unused',
          severity: 'error',
          path: ['tls', key],
          message: `tls.${key} has no effect with mode: ${tls.mode}`,
          fix: `remove it, or write mode: ${mode}`,
        })),
    );
};

type Pair = readonly [cert: TlsKey, key: TlsKey];

/** Keys that always come together. */
const PAIRS = [
  ['certFile', 'keyFile'],
  ['peerCertFile', 'peerKeyFile'],
  ['clientCertFile', 'clientKeyFile'],
  ['proxyCertFile', 'proxyKeyFile'],
] as const satisfies readonly Pair[];

function isGiven({tls, nodes}: ClusterSpec, key: TlsKey): boolean {
  if (tls[key] !== undefined) return true;
  const listening = nodes.filter(({role}) => role !== 'gateway');
  return listening.length > 0 && listening.every(node => node.tls?.[key as FileKey] !== undefined);
}

/** Without these no process starts, or a pair is half. */
function neededKeys(spec: ClusterSpec): TlsKey[] {
  const halves = PAIRS.filter(([cert, key]) => isGiven(spec, cert) !== isGiven(spec, key)).flat();
  return [...new Set<TlsKey>(['certFile', 'keyFile', ...halves])];
}

/** Pairs without which etcdops or a proxy has nothing to show where certificates are asked for, and who that is. */
function wishedPairs({nodes, tls}: ClusterSpec): (readonly [pair: Pair, who: string])[] {
  if (tls.trustedCaFile === undefined) return [];
  const [, , client, proxy] = PAIRS;
  return [
    [client, 'ctl, env and status have'],
    ...(nodes.some(({role}) => role === 'grpc-proxy') ? [[proxy, 'gRPC proxies have'] as const] : []),
  ];
}

function exampleOf(key: TlsKey): string {
  const file = key.startsWith('client') ? 'admin' : key.startsWith('proxy') ? 'proxy' : '{name}';
  return `${key}: certs/${file}.${/keyFile$/i.test(key) ? 'key' : 'crt'}`;
}

const filesMissing: Rule = spec => {
  if (spec.tls.mode !== 'external') return [];
  const needed = neededKeys(spec).filter(key => !isGiven(spec, key));
  // Of a pair of which one half is there the other one is needed.
  const wished = wishedPairs(spec).filter(([pair]) => !pair.some(key => isGiven(spec, key)));
  return [
    ...needed.map(key => ({
      rule: 'tls-file-unnamed',
      severity: 'error' as const,
      path: ['tls', 'mode'],
      message: `mode: external needs tls.${key}`,
      fix: `write for example ${exampleOf(key)}`,
    })),
    ...wished.map(([pair, who]) => ({
      rule: 'tls-file-unnamed',
      severity: 'warning' as const,
      path: ['tls', 'mode'],
      message: `without tls.${pair.join(' and tls.')} ${who} no certificate to show`,
      fix: `write for example ${pair.map(exampleOf).join(' and ')}`,
    })),
  ];
};

/** One certificate for all nodes would have to carry the names of all. */
const oneFileForAll: Rule = ({tls, nodes}) => {
  const shared = (['certFile', 'peerCertFile'] as const).filter(
    key => tls[key] !== undefined && !tls[key].includes('{name}'),
  );
  if (tls.mode !== 'external' || nodes.length < 2) return [];
  return shared.map(key => ({
    rule: 'tls-file-shared',
    severity: 'warning',
    path: ['tls', key],
    message: `all nodes show the same certificate, ${tls[key]}: it must carry the names of all, and one stolen key is that of all`,
    fix: `write a file for each: ${key}: certs/{name}.crt`,
  }));
};

/** Only a gRPC proxy speaks with its clients otherwise than with the members. */
const plainListenMeansNothing: Rule = spec =>
  eachNode(spec, (node, index) => [
    node.plainListen === undefined || (node.role === 'grpc-proxy' && spec.tls.mode !== 'none')
      ? undefined
      : {
          rule: 'plain-listen-unused',
          severity: 'error',
          path: ['nodes', index, 'plainListen'],
          member: node.name,
          message:
            node.role === 'grpc-proxy'
              ? `plainListen of ${node.name} has no effect: the cluster has no TLS`
              : `plainListen is for gRPC proxies, and ${node.name} is a ${node.role}`,
          fix: 'remove it',
        },
  ]);

/** Rules about TLS in a spec. */
export const SPEC_TLS_RULES: readonly Rule[] = [
  keysOfAnotherMode,
  filesMissing,
  oneFileForAll,
  plainListenMeansNothing,
];
