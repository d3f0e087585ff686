import {relative} from 'node:path';

import {
  otherPlaceHints,
  otherPlaceMessage,
  placeInConfig,
  type OtherPlace,
} from '../domain/cluster/other-place.js';
import type {DataPlace} from '../domain/cluster/lost-data.js';
import {OpsError} from '../errors/ops-error.js';
import type {ClusterState} from '../queries/cluster-state.js';
import {hasWal} from '../queries/member-data.js';
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
async function otherPlaceOf(
  context: ClusterContext,
  {node: {name}, launch, hasData}: Placed,
): Promise<OtherPlace | undefined> {
  const {adapters, loaded} = context;
  const path = launch.configFile!;
  const text = await adapters.files.readText(path);
  if (text === undefined) return undefined;
  const document = (await adapters.yaml()).parse(text);
  const place = document.problems.length > 0 ? undefined : placeInConfig(document.toValue(), loaded.folder);
  if (place === undefined || (await isSamePlace(context, place, launch))) return undefined;
  const hasLog = await hasWal(adapters, place);
  const {dataDir, walDir} = launch;
  return {
    name,
    path: relative(loaded.folder, path),
    file: {...place, hasLog},
    spec: {dataDir, ...(walDir === undefined ? {} : {walDir}), hasLog: hasData},
  };
}

/**
 * Members whose config files are older than the spec, or were changed by hand, do not begin anew somewhere else.
 * @throws E_DATA_LOST where one that was healthy once would start empty, else E_PREFLIGHT
 */
export async function assertPlacesOfSpec(
  context: ClusterContext,
  nodes: readonly Placed[],
  {members = []}: ClusterState,
): Promise<void> {
  const own = nodes.filter(({node}) => node.role === 'member');
  const found = await Promise.all(own.map(node => otherPlaceOf(context, node)));
  const others = found.filter(other => other !== undefined);
  if (others.length === 0) return;
  const isLoss = others.some(({name, file}) => !file.hasLog && members.includes(name));
  throw new OpsError(isLoss ? 'E_DATA_LOST' : 'E_PREFLIGHT', others.map(otherPlaceMessage).join('; '), {
    hints: otherPlaceHints(others),
  });
}
