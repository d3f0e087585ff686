import {clientUrlOf, membersOf} from '../../domain/nodes/node-urls.js';
import {refusalReasonOf} from '../../domain/membership/refusal.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import type {SpecContext} from '../cluster-run.js';
import type {RunContext} from '../runs/run-context.js';
import type {ActionInputs, Binder} from './actions.js';

/** Of a restored cluster that serves already. */
const ANSWER_MS = 5_000;
/** Counting all keys reads the whole index. */
const COUNT_MS = 60_000;

async function membersNow(context: RunContext) {
  const {adapters, loaded} = await context.cluster();
  const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
  const statuses = await Promise.all(
    membersOf(loaded.spec).map(async node => ({
      node,
      status: await adapters.etcdApi.status(clientUrlOf(loaded.spec, node), options),
    })),
  );
  return {adapters, loaded, statuses};
}

function differs(message: string): OpsError {
  return new OpsError('E_UNHEALTHY', message, {
    hints: ['etcdops run abort, then etcdops snapshot undo brings back what was before', 'etcdops status'],
  });
}

/** Of one member; or why they cannot be counted, which says nothing against them. */
async function countKeys(
  {adapters, loaded}: SpecContext,
  node: SpecNode,
  revision: number,
): Promise<number | string> {
  const options = {timeoutMs: COUNT_MS, signal: adapters.signal};
  try {
    const count = await adapters.etcdApi.countKeys(clientUrlOf(loaded.spec, node), revision, options);
    return count ?? `clients have had the cluster compact revision ${revision} by now`;
  } catch (error) {
    if (refusalReasonOf(error) === 'auth') return 'the cluster wants a user';
    throw error;
  }
}

async function assertKeys(
  cluster: SpecContext,
  {revision, keys, totalKeys}: ActionInputs['verify-restored'],
): Promise<void> {
  const expected = keys ?? totalKeys;
  if (expected === undefined) return;
  const nodes = membersOf(cluster.loaded.spec);
  const counts = await Promise.all(nodes.map(node => countKeys(cluster, node, revision)));
  const why = counts.find(count => typeof count === 'string');
  if (why !== undefined) cluster.adapters.progress.warn(`${why}: its keys were not counted`);
  // What raised a revision before counts as a key to etcd's tool, and is none.
  const isRight = (count: number): boolean =>
    count === expected || (keys === undefined && count === expected - 1);
  const wrong = counts.findIndex(count => typeof count === 'number' && !isRight(count));
  if (wrong !== -1)
    throw differs(
      `the snapshot has ${expected} keys, and the restored ${nodes[wrong]!.name} ${counts[wrong]} at revision ${revision}`,
    );
}

/** Every member is of the new cluster and has all of the snapshot; clients may have written more by now. */
export const verifyRestored: Binder<'verify-restored'> = (context, input) => ({
  doing: 'comparing the members with the snapshot',
  check: () => Promise.resolve('todo'),
  async run() {
    const {adapters, loaded, statuses} = await membersNow(context);
    for (const {node, status} of statuses) {
      if (status.clusterId !== input.clusterId)
        throw differs(`${node.name} is of cluster ${status.clusterId}, not of ${input.clusterId}`);
      if (status.revision < input.revision)
        throw differs(
          `${node.name} is at revision ${status.revision}, and the snapshot ends at ${input.revision}`,
        );
    }
    await assertKeys({adapters, loaded}, input);
  },
});

/** Alarms are part of a snapshot: one of a full database would keep the restored cluster from all writes. */
export const disarmAlarms: Binder<'disarm-alarms'> = context => {
  const look = async () => {
    const {adapters, loaded} = await context.cluster();
    const options = {timeoutMs: ANSWER_MS, signal: adapters.signal};
    const url = clientUrlOf(loaded.spec, membersOf(loaded.spec)[0]!);
    return {adapters, url, options, alarms: await adapters.etcdApi.alarmList(url, options)};
  };
  return {
    async check() {
      // Before the restored members run, nobody tells.
      return look().then(
        ({alarms}) => (alarms.length === 0 ? 'done' : 'todo'),
        () => 'todo',
      );
    },
    async run() {
      const {adapters, url, options, alarms} = await look();
      for (const alarm of alarms) {
        await adapters.etcdApi.disarmAlarm(url, alarm, options);
        adapters.progress.warn(`the alarm ${alarm.alarm} of the snapshot is disarmed`);
      }
    },
  };
};
