import {nodeSettings} from '../config/node-settings.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {Artifact} from './artifact.js';
import {containerPki, discoveryInside} from './container-pki.js';
import {dataDirOf, nodeDir} from '../layout/layout.js';
import type {Mount} from './mount.js';
import {commandOf, readsConfigFile, SCRIPT_MODE, type DescribedProcess} from './process-files.js';

/** The registry that etcd's release notes name. */
const IMAGE = 'quay.io/coreos/etcd';

export interface ContainerRun {
  readonly container: string;
  readonly image: string;
  /** Folders of the host that the container sees; none for a process that keeps no data. */
  readonly mounts: readonly Mount[];
  /** Of the container: the program and its arguments. */
  readonly argv: readonly string[];
  /** What is not to be seen in a command line. */
  readonly variables: readonly {readonly name: string; readonly value: string}[];
}

function dataMount(source: string, target: string): Mount {
  return {source, target, relative: !source.startsWith('/'), readOnly: false};
}

export function imageOf(version: string): string {
  return `${IMAGE}:v${version}`;
}

/**
 * A node as a container. It shares the host's network, since etcd must listen on the addresses that it advertises,
 * and inside a network of its own the container does not have them.
 */
export function containerRun(spec: ClusterSpec, node: SpecNode): ContainerRun {
  const dataDir = `/var/lib/etcd/${node.name}`;
  const walDir = `/var/lib/etcd-wal/${node.name}`;
  const mounts = node.role === 'gateway' ? [] : [dataMount(dataDirOf(node), dataDir)];
  if (node.walDir !== undefined && readsConfigFile(node)) mounts.push(dataMount(node.walDir, walDir));
  const pki = containerPki(spec, node);
  const inContainer = {...node, dataDir, ...(node.walDir === undefined ? {} : {walDir})};
  const told = nodeSettings(spec, inContainer, pki.files);
  const settings = new Map([...told, ...discoveryInside(spec, node)]);
  const {flags, variables} = commandOf({role: node.role, settings});
  return {
    container: `etcd-${spec.cluster}-${node.name}`,
    image: imageOf(spec.etcd.version),
    mounts: [...mounts, ...pki.mounts],
    argv: ['etcd', ...flags],
    variables,
  };
}

/** The password of a discovery service is for its owner alone. */
export function holdsSecret({variables}: Pick<ContainerRun, 'variables'>): boolean {
  return variables.length > 0;
}

/** A script that starts the container. `upToFolder`: steps to the folder from which relative mounts count. */
export function dockerScript(
  {name}: Pick<DescribedProcess, 'name'>,
  run: ContainerRun & {readonly upToFolder: string | null},
  madeBy: string,
): Artifact {
  return {
    path: `${nodeDir(name)}/docker-run.sh`,
    format: 'docker',
    mode: holdsSecret(run) ? SCRIPT_MODE & 0o700 : SCRIPT_MODE,
    body: {kind: 'template', template: 'docker-run.sh', context: {...run, madeBy}},
  };
}
