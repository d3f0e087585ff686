import {has} from '../etcd-version/capabilities.js';
import {dataDirOf} from '../layout/layout.js';
import {bracketed} from '../nodes/hosts.js';
import {
  advertisedPeerUrlOf,
  clientUrlOf,
  listenAddressOf,
  schemeOf,
  voterEndpoints,
} from '../nodes/node-urls.js';
import {nodeTlsFiles, type NodeTlsFiles} from '../pki/tls-files.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {proxyTlsSettings, serverTlsSettings} from './tls-settings.js';
import {memberWayIn, proxyWayIn} from './way-in.js';

/** etcd settings of one process by flag name, in the order in which files show them. */
export type NodeSettings = ReadonlyMap<string, SettingValue>;

/** Where a process is configured decides a few defaults of etcd; these make every form behave the same. */
function versionSettings(version: string, given: ReadonlySet<string>): Map<string, SettingValue> {
  const settings = new Map<string, SettingValue>();
  // 3.4 logs text by default; its JSON logger is the one that all later versions have.
  if (has(version, 'loggerChoice')) settings.set('logger', 'zap');
  // Off by default in a 3.4 config file, on as a flag: https://github.com/etcd-io/etcd/issues/15010
  if (!has(version, 'gatewayOnInConfigFile')) settings.set('enable-grpc-gateway', true);
  // Empty by default in a config file up to 3.5, which silently turns compaction off; `periodic` as a flag.
  if (given.has('auto-compaction-retention') && !has(version, 'compactionModeDefaultInConfigFile')) {
    settings.set('auto-compaction-mode', 'periodic');
  }
  return settings;
}

function userSettings(spec: ClusterSpec, node: SpecNode): Map<string, SettingValue> {
  // Settings for all nodes are the members'; a proxy takes only its own.
  const shared = node.role === 'member' ? Object.entries(spec.settings ?? {}) : [];
  return new Map([...shared, ...Object.entries(node.settings ?? {})]);
}

function memberSettings(spec: ClusterSpec, node: SpecNode): Map<string, SettingValue> {
  const scheme = schemeOf(spec);
  const listen = bracketed(listenAddressOf(node));
  const {client, peer, metrics} = node.ports;
  return new Map<string, SettingValue>([
    ['name', node.name],
    ['data-dir', dataDirOf(node)],
    ...(node.walDir === undefined ? [] : [['wal-dir', node.walDir] as const]),
    ['listen-peer-urls', `${scheme}://${listen}:${peer}`],
    ['listen-client-urls', `${scheme}://${listen}:${client}`],
    ...(metrics === undefined ? [] : [['listen-metrics-urls', `http://${listen}:${metrics}`] as const]),
    ['initial-advertise-peer-urls', advertisedPeerUrlOf(spec, node)],
    ['advertise-client-urls', clientUrlOf(spec, node)],
    ...memberWayIn(spec, node),
    // A v2 proxy has nothing to serve unless the members speak v2.
    ...(spec.nodes.some(({role}) => role === 'v2-proxy') && has(spec.etcd.version, 'enableV2')
      ? [['enable-v2', true] as const]
      : []),
  ]);
}

function v2ProxySettings(spec: ClusterSpec, node: SpecNode): Map<string, SettingValue> {
  return new Map<string, SettingValue>([
    ['name', node.name],
    ['data-dir', dataDirOf(node)],
    ['proxy', node.mode === 'readonly' ? 'readonly' : 'on'],
    ['listen-client-urls', `${schemeOf(spec)}://${bracketed(listenAddressOf(node))}:${node.ports.client}`],
    ...proxyWayIn(spec),
  ]);
}

/** All settings of a node that etcd reads from a config file: members and v2 proxies. */
export function configSettings(
  spec: ClusterSpec,
  node: SpecNode,
  files: NodeTlsFiles | undefined = nodeTlsFiles(spec, node),
): NodeSettings {
  const own = node.role === 'v2-proxy' ? v2ProxySettings(spec, node) : memberSettings(spec, node);
  const user = userSettings(spec, node);
  const versions = versionSettings(spec.etcd.version, new Set(user.keys()));
  return new Map([...own, ...serverTlsSettings(spec, files), ...versions, ...user]);
}

/** A gateway takes `host:port`; a gRPC proxy learns from the scheme that the members speak TLS. */
export function endpointOf(spec: ClusterSpec, {role}: SpecNode, hostPort: string): string {
  return role === 'gateway' || schemeOf(spec) === 'http' ? hostPort : `https://${hostPort}`;
}

/** The flags of a gateway or a gRPC proxy, which take no config file. */
function proxySettings(spec: ClusterSpec, node: SpecNode, files: NodeTlsFiles | undefined): NodeSettings {
  const address = `${bracketed(listenAddressOf(node))}:${node.ports.client}`;
  const own = new Map<string, SettingValue>([
    [
      'endpoints',
      voterEndpoints(spec)
        .map(hostPort => endpointOf(spec, node, hostPort))
        .join(','),
    ],
    ['listen-addr', address],
  ]);
  if (node.role === 'grpc-proxy') {
    // Both are set always: some releases exit when the default advertise URL does not answer.
    own.set('advertise-client-url', `${bracketed(node.host)}:${node.ports.client}`);
    own.set('data-dir', dataDirOf(node));
    if (node.ports.metrics !== undefined) {
      own.set('metrics-addr', `http://${bracketed(listenAddressOf(node))}:${node.ports.metrics}`);
    }
  }
  return new Map([...own, ...proxyTlsSettings(spec, node, files), ...userSettings(spec, node)]);
}

/**
 * Everything that a node of the spec is told, under the names of the flags that its program takes.
 * @param files where its process finds its certificates, which is elsewhere in a container
 */
export function nodeSettings(
  spec: ClusterSpec,
  node: SpecNode,
  files: NodeTlsFiles | undefined = nodeTlsFiles(spec, node),
): NodeSettings {
  const takesServerFlags = node.role === 'member' || node.role === 'v2-proxy';
  return takesServerFlags ? configSettings(spec, node, files) : proxySettings(spec, node, files);
}
