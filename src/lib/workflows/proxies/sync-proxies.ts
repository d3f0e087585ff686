import {driftWords} from '../../domain/proxies/drift-words.js';
import type {RunReport} from '../../engine/step.js';
import type {RunOptions, SpecContext} from '../cluster-run.js';
import {runRepeatable, withResume} from '../runs/repeatable-run.js';
import type {PlannedAction} from '../steps/actions.js';
import {leftProxies, type LeftProxy} from './left-proxies.js';
import {isOurs, isWritten, lookAtProxies, type ProxySight} from './proxy-sight.js';

function titleOf(sight: ProxySight): string {
  const {name} = sight.proxy.node;
  const words = driftWords(sight.drift);
  const why = words === '' ? '' : `, which ${words}`;
  // Where the members do not follow from the nodes of the spec.
  const listed = sight.newSpec === undefined ? '' : '; the spec then lists them';
  if (sight.isInterrupted) return `start ${name}, which was stopped to be restarted`;
  if (sight.isBehind && isOurs(sight)) return `restart ${name}${why}${listed}`;
  if (!isWritten(sight)) return `write the endpoints of the members for ${name}${why}${listed}`;
  return sight.isBehind ? `${name} is to be restarted by what started it` : `${name} goes by the members`;
}

/** Those first that may be down or on their way up, so that the others serve until they are back. */
function inOrder(sights: readonly ProxySight[]): ProxySight[] {
  const rank = ({isInterrupted, isBehind}: ProxySight): number => (isInterrupted ? 0 : isBehind ? 2 : 1);
  return [...sights].sort((a, b) => rank(a) - rank(b));
}

function stepOf(sight: ProxySight): PlannedAction {
  const {name} = sight.proxy.node;
  return {id: `sync-proxy:${name}`, title: titleOf(sight), action: 'sync-proxy', input: {node: name}};
}

export interface ProxySyncResult {
  readonly run: RunReport;
  readonly left: readonly LeftProxy[];
}

/** Every gateway and gRPC proxy, no two at the same time. The lock is the caller's. */
export async function runProxySync(context: SpecContext, {dryRun}: RunOptions): Promise<ProxySyncResult> {
  const sights = await lookAtProxies(context);
  const run = await runRepeatable(context, {
    workflow: 'proxy sync',
    input: {},
    steps: inOrder(sights).map(stepOf),
    done: 'All go by the members. Next: etcdops status',
    dryRun,
  }).catch((error: unknown) => {
    throw withResume(error);
  });
  return {run, left: leftProxies(context.loaded.spec, sights)};
}
