import {isHostOf} from '../domain/nodes/hosts.js';
import {isOnThisMachine} from '../domain/nodes/locality.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {readState} from '../queries/cluster-state.js';
import {hasWal} from '../queries/member-data.js';
import {launchOf} from '../queries/node-launch.js';
import type {ClusterContext} from './cluster-run.js';

/** From its first start on a member knows the others by its data, and etcd looks at none of these settings again. */
async function assertNoData({adapters, loaded}: ClusterContext): Promise<void> {
  const {spec, folder} = loaded;
  const {firstHealthyAt} = await readState(adapters, folder);
  // A path of another machine may be that of another cluster here.
  const own = adapters.host.ownAddresses();
  const members = membersOf(spec).filter(({host}) => isHostOf(host, own));
  const started = await Promise.all(members.map(node => hasWal(adapters, launchOf(spec, node, {folder}))));
  const withData = members.filter((_, index) => started[index]).map(({name}) => name);
  if (firstHealthyAt === undefined && withData.length === 0) return;
  const why =
    firstHealthyAt === undefined
      ? `${withData.join(', ')} has started before`
      : `the cluster was healthy on ${firstHealthyAt}`;
  throw new OpsError(
    'E_PREFLIGHT',
    `${why}: the members know each other by their data, and etcd ignores how they began`,
    {hints: ['nothing has to be done: etcdops status', 'etcdops plan shows what else differs from the spec']},
  );
}

/** A member that waits for others has no data yet, and goes on waiting by the settings that it was started with. */
async function assertNothingRuns({adapters, loaded}: ClusterContext): Promise<void> {
  const {spec, folder} = loaded;
  const members = membersOf(spec);
  const found = await adapters.host.find(members.map(node => launchOf(spec, node, {folder})));
  const running = members.filter((_, index) => found[index] !== undefined).map(({name}) => name);
  if (running.length === 0) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `${running.join(', ')} runs, and knows only how the cluster was to begin before`,
    {hints: ['etcdops down, then the same line again']},
  );
}

/** Somebody on a near network takes a connection in milliseconds. */
const ANSWER_MS = 2000;

function shown(nodes: readonly SpecNode[]): string {
  return nodes.map(({name, host}) => `${name} (${host})`).join(', ');
}

/** Their data is out of sight; whether they run is not. */
async function assertNobodyAnswers({adapters}: ClusterContext, remote: readonly SpecNode[]): Promise<void> {
  const takes = (host: string, port: number): Promise<boolean> =>
    adapters.probeWire({host, port, timeoutMs: ANSWER_MS}).then(
      () => true,
      () => false,
    );
  const answers = await Promise.all(remote.map(({host, ports}) => takes(host, ports.peer!)));
  const running = remote.filter((_, index) => answers[index]);
  if (running.length === 0) return;
  throw new OpsError(
    'E_PREFLIGHT',
    `on its peer port answers ${shown(running)}: it was started, and knows only how the cluster was to begin before`,
    {
      hints: [
        'where the cluster is healthy nothing has to be done: etcdops status',
        'where it waits for others: end it on its machine, then the same line again',
      ],
    },
  );
}

/**
 * Throws E_PREFLIGHT where a member has begun already, as far as that is seen from here.
 * @returns the members on other machines, of which nobody answers
 */
export async function assertBeforeFirstStart(context: ClusterContext): Promise<readonly SpecNode[]> {
  await assertNoData(context);
  await assertNothingRuns(context);
  const own = context.adapters.host.ownAddresses();
  const remote = membersOf(context.loaded.spec).filter(
    member => !isOnThisMachine(context.loaded.spec, member, own),
  );
  await assertNobodyAnswers(context, remote);
  if (remote.length > 0) {
    context.adapters.progress.warn(
      `nobody answers at ${shown(remote)}; a member that was started there before has data, and goes on by it: etcd ignores the new files`,
    );
  }
  return remote;
}
