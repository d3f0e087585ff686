import {relative, resolve} from 'node:path';

import {parseDiscoveryUrl} from '../domain/discovery/discovery-url.js';
import {discoveryOf, sizeOfSpec, withNewToken} from '../domain/discovery/method.js';
import {asideOf} from '../domain/layout/aside.js';
import {STATE_FILE} from '../domain/layout/layout.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {lookAtDirsOf} from '../queries/look-at-dir.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext, SpecContext} from './cluster-run.js';
import {deadLinkRefusals, insideRefusals, logRefusals} from './dir-refusals.js';
import {newDiscoveryToken} from './discovery/new-token.js';
import {setDirAsideStep} from './membership/aside-steps.js';
import {assertNoRefusals} from './runs/refusal.js';
import type {Refusal} from './runs/workflow.js';
import type {PlannedAction} from './steps/actions.js';
import {specWithToken} from './steps/token-steps.js';

interface Asides {
  readonly steps: readonly PlannedAction[];
  readonly refusals: readonly Refusal[];
}

/** Moves folders to names that tell which run did it. Data is never deleted. */
async function setAside({adapters, loaded}: ClusterContext, node: SpecNode, runId: string): Promise<Asides> {
  const {dataDir, walDir = dataDir} = launchOf(loaded.spec, node, loaded);
  const dirs = await lookAtDirsOf(adapters, loaded, node);
  const refusals = [...insideRefusals(node.name, dirs), ...deadLinkRefusals(dirs), ...logRefusals(dirs)];
  // Of a directory that cannot move there is no name to move it to.
  if (refusals.length > 0) return {steps: [], refusals};
  const steps = dirs.map(sight => {
    const {kind} = sight;
    const written = relative(loaded.folder, kind === 'data' ? dataDir : walDir);
    const input = asideOf({kind, written, sight}, `removed-${runId}`)!;
    return {
      ...setDirAsideStep(node.name, kind, input),
      title: `set aside the ${kind === 'data' ? 'data' : 'write-ahead log'} of ${node.name} as ${resolve(loaded.folder, input.to)}`,
      lane: 'set-aside',
      pointOfNoReturn: true,
    } as const;
  });
  return {steps, refusals};
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
  // What cannot be set aside, or written, is said before anything stops or a token is made elsewhere.
  const nodes = spec.nodes.filter(({role}) => role !== 'gateway');
  const asides = await Promise.all(nodes.map(node => setAside(context, node, runId)));
  assertNoRefusals(asides.flatMap(({refusals}) => refusals));
  const token = `${spec.cluster}-${runId.slice(-6)}`;
  const discoveryUrl = dryRun ? undefined : await newDiscoveryUrl(context, token);
  await specWithToken(context, token, discoveryUrl);
  return [
    // First: killed after it, members with data go on as they were, and those without never get the old id again.
    {
      id: 'write-token',
      title: `give the cluster the new token ${token}`,
      action: 'write-token',
      input: {token, ...(discoveryUrl === undefined ? {} : {discoveryUrl})},
    },
    ...asides.flatMap(({steps}) => steps),
    {
      id: 'forget-cluster-id',
      title: 'forget the id of the old cluster',
      action: 'set-aside',
      input: {from: STATE_FILE, to: `${STATE_FILE}.removed-${runId}`},
    },
  ];
}
