import {joins} from '../../domain/nodes/node-urls.js';
import {enumerated} from '../../domain/rules/wording.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {StepProgress} from '../../engine/run-state.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import {goOnHints} from './partway.js';

const ADDS = ['add-learner', 'add-voter'] as const;

/**
 * Whether a run that is not over has made of the member what only its own next steps can start: it is out of the
 * cluster, or it is to join one and the spec does not say so yet. Started now it would begin a cluster of its own, with
 * an empty directory, or take the port of the one that comes.
 */
export function isMidChange(
  {state: {progress}}: RecordedRun,
  node: Pick<SpecNode, 'name' | 'initialClusterState'>,
): boolean {
  const is = (kind: string, ...wanted: readonly StepProgress[]): boolean =>
    wanted.some(one => progress.get(`${kind}:${node.name}`) === one);
  const isBegun = (kind: string): boolean => is(kind, 'started', 'finished');
  // Its step has seen to all that has to be so before.
  if (isBegun('start-etcd')) return false;
  if (ADDS.some(isBegun)) return !joins(node);
  return is('remove-member', 'finished', 'skipped');
}

/**
 * @param run the one that is not over
 * @throws E_RUN_UNFINISHED where one of the members, which are to be started, is half-way through it
 */
export function assertNotMidChange(run: RecordedRun | undefined, members: readonly SpecNode[]): void {
  if (run === undefined) return;
  const names = members.filter(node => isMidChange(run, node)).map(({name}) => name);
  if (names.length === 0) return;
  const {id, workflow} = run.journal.header;
  const others = members.map(({name}) => name).filter(name => !names.includes(name));
  throw new OpsError(
    'E_RUN_UNFINISHED',
    `etcdops ${workflow} (run ${id}) is not finished, and ${enumerated(names)} half-way through it: to be started by nothing else`,
    {
      hints: [
        ...goOnHints(run.state),
        ...(others.length === 0 ? [] : [`etcdops up ${others.join(' ')} starts the others`]),
      ],
      details: {run: id},
    },
  );
}
