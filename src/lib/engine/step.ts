/** What can be written as JSON and read back the same. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | {readonly [key: string]: JsonValue | undefined};

/**
 * A step as plain data: what a plan decides, the journal keeps, and a resume binds to the world again. The plan of a
 * run is a pure function of its input and of what was seen.
 */
export interface PlannedStep {
  /** Stable, a verb and a noun, with the node where there is one: `start-etcd:infra0`. Unique within its run. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Names the code that carries it out. */
  readonly action: string;
  readonly input: {readonly [key: string]: JsonValue | undefined};
  /** Neighbours with the same lane run at the same time. */
  readonly lane?: string;
  /** What is to be so before it by what the steps before it have done; its action knows how to compare. */
  readonly foreseen?: JsonValue;
  /** Nothing brings back what was before it. */
  readonly pointOfNoReturn?: true;
  /** It tidies up after a point of no return: an abort leaves it as it is, since what it ended is of use to nobody. */
  readonly final?: true;
}

/**
 * How a step meets the world. `check` asks the world, never a memory of what was done, so that a run that was killed
 * goes on by running again: what is done is skipped.
 */
export interface StepActions {
  /** Read-only. */
  check(): Promise<'done' | 'todo'>;
  /** What must hold right before `run`, such as the quorum; throws where it does not. */
  require?(): Promise<void>;
  /** One effect, which tolerates having half-happened before. */
  run(): Promise<void>;
  /** Waits until the effect shows; throws where it does not in time. */
  verify?(): Promise<void>;
  /**
   * Read-only: whether what the step made still stands. Asked when a run is resumed after it; false is drift.
   * @param hasBegun by the id of a step: a later one may have ended it on purpose
   */
  holds?(hasBegun: (stepId: string) => boolean): Promise<boolean>;
  /**
   * Brings back what was before `run`, also where that half-happened, or never.
   * @param wasFinished the journal has its end: it is not half-happened, and nothing of it is still under way
   */
  undo?(wasFinished?: boolean): Promise<void>;
  /**
   * Read-only: whether an abort leaves what the step did, since what came after it cannot be had without it.
   * @param hasBegun by the id of a step
   */
  stays?(hasBegun: (stepId: string) => boolean): Promise<boolean>;
  /** Read-only: what an undo would cost for a while, in words for people; empty where nothing. */
  undoNotices?(): Promise<readonly string[]>;
}

/** A step that can be carried out. */
export interface Step
  extends Pick<PlannedStep, 'id' | 'title' | 'lane' | 'pointOfNoReturn' | 'final'>, StepActions {}

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
