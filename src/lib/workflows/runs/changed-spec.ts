import {enumerated} from '../../domain/rules/wording.js';
import {specDigest, specDigests} from '../../domain/spec/spec-digest.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RecordedRun} from '../../queries/run-journals.js';
import type {ActionInputs} from '../steps/actions.js';

function inputsOf<A extends keyof ActionInputs>(steps: readonly PlannedStep[], action: A): ActionInputs[A][] {
  return steps.filter(step => step.action === action).map(({input}) => input as unknown as ActionInputs[A]);
}

/** Digests of the spec as a run finds it all along, as long as nobody but the run itself edits it. */
export function specsOf(spec: ClusterSpec, steps: readonly PlannedStep[]): string[] {
  return specDigests(spec, inputsOf(steps, 'write-spec'));
}

/** Of a run that follows from the spec: whether somebody has edited that since, in a way that means something. */
function isSpecChanged({journal: {header}}: RecordedRun, spec: ClusterSpec): boolean {
  return header.specs !== undefined && !header.specs.includes(specDigest(spec));
}

/** @throws E_RUN_UNFINISHED where the run goes by another spec than the one that is to be applied now */
export function assertSameSpec(run: RecordedRun, spec: ClusterSpec): void {
  if (!isSpecChanged(run, spec)) return;
  const {id, workflow} = run.journal.header;
  throw new OpsError(
    'E_RUN_UNFINISHED',
    `the spec was changed since etcdops ${workflow} (run ${id}) began, which is not finished and goes by the spec of then`,
    {
      hints: [
        `to go by the spec of now: etcdops run abort ${id}, then etcdops ${workflow}`,
        `to carry out the old plan: etcdops run resume ${id}`,
      ],
      details: {run: id},
    },
  );
}

function isLeft({state}: RecordedRun, {id}: PlannedStep): boolean {
  const progress = state.progress.get(id);
  return progress !== 'finished' && progress !== 'skipped';
}

/** Nodes that the run takes away, of which something is left to be done, and that the spec has. */
function wantedAgain(run: RecordedRun, {nodes}: ClusterSpec): string[] {
  const {steps} = run.journal.header;
  const gone = [
    ...inputsOf(steps, 'remove-member').map(({name}) => name),
    ...inputsOf(steps, 'stop-etcd').map(({node}) => node.name),
  ];
  const added = new Set(inputsOf(steps, 'add-member').map(({node}) => node));
  const left = steps.filter(step => isLeft(run, step)).map(({id}) => id.slice(id.indexOf(':') + 1));
  const names = nodes.map(({name}) => name).filter(name => gone.includes(name) && !added.has(name));
  return names.filter(name => left.includes(name) || left.includes(`without-${name}`));
}

/**
 * A plan that follows from the spec is carried out though the spec was edited since; it takes nothing away that the spec
 * has by now.
 * @throws E_DRIFTED
 */
export function assertNoneWantedAgain(run: RecordedRun, spec: ClusterSpec): void {
  const names = isSpecChanged(run, spec) ? wantedAgain(run, spec) : [];
  if (names.length === 0) return;
  const {id, workflow} = run.journal.header;
  throw new OpsError('E_DRIFTED', `the spec has ${enumerated(names)} by now, which run ${id} takes away`, {
    hints: [
      `to go by the spec of now: etcdops run abort ${id}, then etcdops ${workflow}`,
      `to carry out the old plan: take ${enumerated(names)} out of the spec, then etcdops run resume ${id}`,
    ],
    details: {run: id},
  });
}

/** What the end of such a run does not say; undefined where the spec is as it was. */
export function changedSpecNotice(run: RecordedRun, spec: ClusterSpec): string | undefined {
  if (!isSpecChanged(run, spec)) return undefined;
  const {workflow} = run.journal.header;
  return `the spec was changed since this run began, which goes by the spec of then; etcdops ${workflow} does the rest after it`;
}
