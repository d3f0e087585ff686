import {toFlags} from '../config/encode.js';
import {configSettings, proxyArguments} from '../config/node-settings.js';
import {dataDirOf} from '../layout/layout.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';

/** The registry that etcd's release notes name. */
const IMAGE = 'quay.io/coreos/etcd';

export interface Mount {
  readonly source: string;
  readonly target: string;
  /** `source` counts from the folder of the spec. */
  readonly relative: boolean;
}

function mount(source: string, target: string): Mount {
  return {source, target, relative: !source.startsWith('/')};
}

export interface ContainerRun {
  readonly container: string;
  readonly image: string;
  /** Folders of the host that the container sees; none for a process that keeps no data. */
  readonly mounts: readonly Mount[];
  /** Of the container: the program and its arguments. */
  readonly argv: string[];
}

/**
 * A node as a container. It shares the host's network, since etcd must listen on the addresses that it advertises,
 * and inside a network of its own the container does not have them.
 */
export function containerRun(spec: ClusterSpec, node: SpecNode): ContainerRun {
  const dataDir = `/var/lib/etcd/${node.name}`;
  const walDir = `/var/lib/etcd-wal/${node.name}`;
  const base = {container: `etcd-${spec.cluster}-${node.name}`, image: `${IMAGE}:v${spec.etcd.version}`};
  if (node.role === 'gateway') return {...base, mounts: [], argv: ['etcd', ...proxyArguments(spec, node)]};
  const mounts = [mount(dataDirOf(node), dataDir)];
  if (node.role === 'grpc-proxy') {
    return {...base, mounts, argv: ['etcd', ...proxyArguments(spec, {...node, dataDir})]};
  }
  const inContainer = {...node, dataDir, ...(node.walDir === undefined ? {} : {walDir})};
  if (node.walDir !== undefined) mounts.push(mount(node.walDir, walDir));
  return {...base, mounts, argv: ['etcd', ...toFlags(configSettings(spec, inContainer))]};
}
