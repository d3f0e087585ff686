import {relative} from 'node:path';

import {parseDiscoveryUrl} from '../domain/discovery/discovery-url.js';
import {discoveryOf, sizeOfSpec, withNewToken} from '../domain/discovery/method.js';
import {STATE_FILE} from '../domain/layout/layout.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext, SpecContext} from './cluster-run.js';
import {newDiscoveryToken} from './discovery/new-token.js';
import type {PlannedAction} from './steps/actions.js';
import {specWithToken} from './steps/token-steps.js';

/** Moves one folder to a name that tells which run did it. Data is never deleted. */
function setAsideSteps({loaded}: ClusterContext, node: SpecNode, runId: string): PlannedAction[] {
  const {dataDir, walDir} = launchOf(loaded.spec, node, loaded);
  return [dataDir, ...(walDir === undefined ? [] : [walDir])].map((dir, index) => {
    const from = relative(loaded.folder, dir);
    return {
      id: `set-aside-${index === 0 ? 'data' : 'wal'}-dir:${node.name}`,
      title: `set aside the ${index === 0 ? 'data' : 'write-ahead log'} of ${node.name} as ${dir}.removed-${runId}`,
      lane: 'set-aside',
      pointOfNoReturn: true,
      action: 'set-aside',
      input: {from, to: `${from}.removed-${runId}`},
    };
  });
}

/** Of a discovery service that alone can make a token; undefined where the members' URL just gets the new one. */
async function newDiscoveryUrl(
  {adapters, loaded: {spec}}: SpecContext,
  token: string,
): Promise<string | undefined> {
  const method = discoveryOf(spec);
  const url = method?.url === undefined ? undefined : parseDiscoveryUrl(method.url);
  if (method === undefined || url === undefined || withNewToken(method, token) !== undefined)
    return undefined;
  const made = await newDiscoveryToken(adapters, {
    size: sizeOfSpec(spec),
    service: url.service,
    protocol: 'v2',
  });
  return made.url;
}

/** What turns a stopped cluster into one that was never started: data aside, id forgotten, a new token. */
export async function freshStartSteps(
  context: SpecContext,
  {runId, dryRun}: {runId: string; dryRun: boolean},
): Promise<PlannedAction[]> {
  const {spec} = context.loaded;
  const token = `${spec.cluster}-${runId.slice(-6)}`;
  const discoveryUrl = dryRun ? undefined : await newDiscoveryUrl(context, token);
  // What cannot be written is said before anything stops.
  await specWithToken(context, token, discoveryUrl);
  const nodes = spec.nodes.filter(({role}) => role !== 'gateway');
  return [
    // First: killed after it, members with data go on as they were, and those without never get the old id again.
    {
      id: 'write-token',
      title: `give the cluster the new token ${token}`,
      action: 'write-token',
      input: {token, ...(discoveryUrl === undefined ? {} : {discoveryUrl})},
    },
    ...nodes.flatMap(node => setAsideSteps(context, node, runId)),
    {
      id: 'forget-cluster-id',
      title: 'forget the id of the old cluster',
      action: 'set-aside',
      input: {from: STATE_FILE, to: `${STATE_FILE}.removed-${runId}`},
    },
  ];
}
