/**
 * One step of a workflow. `check` asks the world, never a memory of what was done, so that a run that was killed
 * goes on by running again: what is done is skipped.
 */
export interface Step {
  /** Stable, a verb and a noun, with the node where there is one: `start-etcd:infra0`. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** What is being done while it runs, where the title would tell of its end too early. */
  readonly doing?: string;
  /** Neighbours with the same lane run at the same time. */
  readonly lane?: string;
  /** Nothing brings back what was before it. */
  readonly pointOfNoReturn?: true;
  /** Read-only. */
  check(): Promise<'done' | 'todo'>;
  /** What must hold right before `run`, such as the quorum; throws where it does not. */
  require?(): Promise<void>;
  /** One effect, which tolerates having half-happened before. */
  run(): Promise<void>;
  /** Waits until the effect shows; throws where it does not in time. */
  verify?(): Promise<void>;
}

export type StepOutcome = 'ran' | 'skipped' | 'todo' | 'failed';

/** A step as the result of a run reports it. */
export interface StepReport {
  readonly id: string;
  readonly title: string;
  readonly outcome: StepOutcome;
  readonly irreversible: boolean;
  readonly durationMs?: number;
}

export interface RunReport {
  readonly id: string;
  readonly workflow: string;
  readonly outcome: 'done' | 'nothing-to-do' | 'planned';
  readonly steps: readonly StepReport[];
}
