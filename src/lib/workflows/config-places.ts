import {relative} from 'node:path';

import {
  otherPlaceHints,
  otherPlaceMessage,
  placeInConfig,
  RENDER_HINT,
  type OtherPlace,
} from '../domain/cluster/other-place.js';
import type {DataPlace} from '../domain/cluster/lost-data.js';
import {clientPortsIn} from '../domain/config/client-ports.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {hasWal} from '../queries/member-data.js';
import {parseConfig} from '../queries/started-config.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';

type Placed = Pick<LocalNode, 'node' | 'launch' | 'hasData'>;

/** One folder has one name, however it is reached. */
async function isSamePlace(
  {adapters: {files}}: ClusterContext,
  a: DataPlace,
  b: DataPlace,
): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map(({dataDir, walDir}) =>
      Promise.all([
        files.canonicalPath(dataDir),
        walDir === undefined ? undefined : files.canonicalPath(walDir),
      ]),
    ),
  );
  return one![0] === other![0] && one![1] === other![1];
}

/** Undefined where the file is not there: it is made then; and where it is none that etcd reads: that says so itself. */
async function readConfig({adapters}: ClusterContext, path: string): Promise<unknown> {
  const text = await adapters.files.readText(path);
  return text === undefined ? undefined : parseConfig(adapters, text);
}

interface MemberConfig {
  readonly member: Placed;
  readonly path: string;
  readonly config: unknown;
}

function readConfigs(context: ClusterContext, nodes: readonly Placed[]): Promise<MemberConfig[]> {
  return Promise.all(
    nodes
      .filter(({node}) => node.role === 'member')
      .map(async member => {
        const file = member.launch.configFile!;
        const path = relative(context.loaded.folder, file);
        return {member, path, config: await readConfig(context, file)};
      }),
  );
}

async function otherPlaceOf(
  context: ClusterContext,
  {member: {node, launch, hasData}, path, config}: MemberConfig,
): Promise<OtherPlace | undefined> {
  const place = placeInConfig(config, context.loaded.folder);
  if (place === undefined || (await isSamePlace(context, place, launch))) return undefined;
  const hasLog = await hasWal(context.adapters, place);
  const {dataDir, walDir} = launch;
  return {
    name: node.name,
    path,
    file: {...place, hasLog},
    spec: {dataDir, ...(walDir === undefined ? {} : {walDir}), hasLog: hasData},
  };
}

/** It would run, and be waited for where it does not answer. */
function assertAnswersWhereAsked(configs: readonly MemberConfig[]): void {
  const others = configs.flatMap(({member: {node}, path, config}) => {
    const ports = clientPortsIn(config);
    if (ports === undefined || ports.includes(node.ports.client)) return [];
    return [
      `${path} has ${node.name} listen for clients on port ${ports.join(', ')}, the spec on ${node.ports.client}`,
    ];
  });
  if (others.length === 0) return;
  throw new OpsError('E_PREFLIGHT', others.join('; '), {hints: [RENDER_HINT]});
}

/**
 * Members whose config files are older than the spec, or were changed by hand, do not begin anew somewhere else, and do
 * not listen where nobody asks.
 * @throws E_DATA_LOST where one that was healthy once would start empty, else E_PREFLIGHT
 */
export async function assertPlacesOfSpec(
  context: ClusterContext,
  nodes: readonly Placed[],
  {members = []}: ClusterState,
): Promise<void> {
  const configs = await readConfigs(context, nodes);
  const found = await Promise.all(configs.map(config => otherPlaceOf(context, config)));
  const others = found.filter(other => other !== undefined);
  if (others.length === 0) return assertAnswersWhereAsked(configs);
  const isLoss = others.some(({name, file}) => !file.hasLog && members.includes(name));
  throw new OpsError(isLoss ? 'E_DATA_LOST' : 'E_PREFLIGHT', others.map(otherPlaceMessage).join('; '), {
    hints: otherPlaceHints(others),
  });
}
