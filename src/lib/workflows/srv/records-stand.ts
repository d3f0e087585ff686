import {srvPlaceOf} from '../../domain/nodes/srv-target.js';
import {joins} from '../../domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import type {SrvFinding} from '../../domain/srv/srv-finding.js';
import {formatDurationMs} from '../../domain/text/duration.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {checkSrv} from '../../queries/srv/check-srv.js';
import {srvPlanOf} from '../../queries/srv/srv-place.js';
import type {ClusterContext} from '../cluster-run.js';
import type {LocalNode} from '../observe-nodes.js';

const POLL_MS = 1000;
const SHOWN = 5;

/** What keeps the members from finding each other; the rest is told and does not stop a start. */
async function faultsOf({adapters, loaded}: ClusterContext): Promise<SrvFinding[]> {
  const {findings} = await checkSrv(adapters, loaded, {plan: srvPlanOf(loaded.spec)});
  return findings.filter(({severity}) => severity === 'error');
}

function domainOf(spec: ClusterSpec): string {
  return srvPlaceOf(spec)?.domain ?? '';
}

function refusal(spec: ClusterSpec, faults: readonly SrvFinding[], hints: readonly string[]): OpsError {
  const lines = faults
    .slice(0, SHOWN)
    .map(({name, message}) => (message.includes(name) ? message : `${name}: ${message}`));
  const more = faults.length > SHOWN ? [`and ${faults.length - SHOWN} more`] : [];
  return new OpsError(
    'E_PREFLIGHT',
    [`the members would not find each other in ${domainOf(spec)}:`, ...lines, ...more].join('\n  '),
    {hints, details: {findings: faults}},
  );
}

const HINTS = ['etcdops srv check shows all of it, and the records that mend it'];

const GO_ON = 'the files stand; once DNS has the records: etcdops up';

/** Throws E_PREFLIGHT where etcd would not find the members that the spec has, and E_UNREACHABLE where DNS is not there. */
export async function assertRecordsStand(
  context: ClusterContext,
  hints: readonly string[] = HINTS,
): Promise<void> {
  const faults = await faultsOf(context);
  if (faults.length > 0) throw refusal(context.loaded.spec, faults, hints);
}

/** Only a member without data that begins a cluster asks DNS; all others know each other. */
export async function assertFindEachOther(
  context: ClusterContext,
  nodes: readonly LocalNode[],
): Promise<void> {
  if (srvPlaceOf(context.loaded.spec) === undefined) return;
  const asks = nodes.some(
    ({node, hasData, running}) => node.role === 'member' && !joins(node) && !hasData && running === undefined,
  );
  if (asks) await assertRecordsStand(context);
}

/** The state of DNS in one line; undefined once the members find each other. */
async function whatIsMissing(context: ClusterContext): Promise<{why: string; error: OpsError} | undefined> {
  try {
    const faults = await faultsOf(context);
    if (faults.length === 0) return undefined;
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
    return {
      why: `${faults[0]!.message}${more}`,
      error: refusal(context.loaded.spec, faults, [...HINTS, GO_ON]),
    };
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'E_UNREACHABLE') throw error;
    return {why: errorMessage(error), error};
  }
}

/** Waits until the records stand in DNS. Throws what is still missing when the time is over. */
export async function awaitRecords(context: ClusterContext, waitMs: number): Promise<void> {
  const {clock, progress, signal} = context.adapters;
  const begin = clock.monotonicMs();
  for (;;) {
    const missing = await whatIsMissing(context);
    if (missing === undefined) return;
    const waitedMs = clock.monotonicMs() - begin;
    if (waitedMs >= waitMs) throw missing.error;
    const time = `${formatDurationMs(waitedMs)} of ${formatDurationMs(waitMs)}`;
    progress.update(`waiting for the records of ${domainOf(context.loaded.spec)}, ${time}: ${missing.why}`);
    await clock.sleep(Math.min(POLL_MS, waitMs - waitedMs), signal);
  }
}
