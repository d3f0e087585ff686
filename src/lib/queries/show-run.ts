import {readObserved, type ObservedMembers} from '../domain/membership/observed.js';
import type {StepProgress} from '../engine/run-state.js';
import type {JsonValue} from '../engine/step.js';
import {findRun, standings, type RunObserver, type Standing} from './run-journals.js';

export interface ShownStep {
  readonly id: string;
  readonly title: string;
  readonly progress: StepProgress;
  readonly irreversible: boolean;
}

/** A run as its journal has it. How the cluster stands is another question. */
export interface RunDetails extends Standing {
  readonly id: string;
  readonly workflow: string;
  readonly cluster: string;
  /** The machine on which it was begun. */
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly input: JsonValue;
  /** The members as they were when it was planned; missing where it was not about them. */
  readonly observed?: ObservedMembers;
  readonly failure?: {readonly step: string; readonly message: string};
  readonly steps: readonly ShownStep[];
}

/** @param id the beginning of it is enough; without one the newest run is meant */
export async function showRun(
  observer: RunObserver,
  folder: string,
  id: string | undefined,
): Promise<RunDetails> {
  const [found, standingOf] = await Promise.all([findRun(observer, folder, id), standings(observer, folder)]);
  const {header} = found.journal;
  const {lastFailure, progress} = found.state;
  const {workflow, cluster, host, startedAt, input} = header;
  const observed = readObserved(header.observed);
  return {
    ...{id: header.id, workflow, cluster, host, startedAt, input},
    ...(observed === undefined ? {} : {observed}),
    ...standingOf(found),
    ...(lastFailure === undefined
      ? {}
      : {failure: {step: lastFailure.step, message: lastFailure.message ?? ''}}),
    steps: header.steps.map(step => ({
      id: step.id,
      title: step.title,
      progress: progress.get(step.id) ?? 'todo',
      irreversible: step.pointOfNoReturn === true,
    })),
  };
}
