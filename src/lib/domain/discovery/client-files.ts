import {livesInFolder, remoteConfigDirOf} from '../layout/layout.js';
import {joins} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {discoveryOf, type DiscoveryMethod} from './method.js';

type Client = NonNullable<DiscoveryMethod['client']>;

/** What each file is called on another machine, where it lies beside the config file. */
const REMOTE_NAMES = {cacert: 'discovery-ca.crt', cert: 'discovery.crt', key: 'discovery.key'} as const;
type ClientFile = keyof typeof REMOTE_NAMES;
const FILES = Object.keys(REMOTE_NAMES) as ClientFile[];

/** A file that a member shows to the discovery service, or by which it knows it. */
export interface DiscoveryFile {
  readonly kind: ClientFile;
  /** As the spec has it: absolute, or of its folder. */
  readonly source: string;
  /** Where the process of the node finds it: the same, or on another machine a name beside the config file. */
  readonly path: string;
}

/** Those of a node; none for who does not begin the cluster, since only at its first start etcd asks the service. */
export function discoveryFilesOf(spec: Pick<ClusterSpec, 'bootstrap'>, node: SpecNode): DiscoveryFile[] {
  const client = discoveryOf(spec)?.client;
  if (client === undefined || node.role !== 'member' || joins(node)) return [];
  const isHere = livesInFolder(node);
  return FILES.flatMap(kind => {
    const source = client[kind];
    if (source === undefined) return [];
    const path = isHere ? source : `${remoteConfigDirOf(node.name)}/${REMOTE_NAMES[kind]}`;
    return [{kind, source, path}];
  });
}

/** How a node shows itself to the service, with paths as its process sees them. */
export function clientOf(spec: Pick<ClusterSpec, 'bootstrap'>, node: SpecNode): Client {
  const files = discoveryFilesOf(spec, node).map(({kind, path}) => [kind, path] as const);
  return {...discoveryOf(spec)?.client, ...Object.fromEntries(files)};
}
