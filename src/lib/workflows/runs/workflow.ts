import type {JsonValue, PlannedStep} from '../../engine/step.js';
import type {ErrorCode} from '../../errors/catalog.js';
import type {RunContext} from './run-context.js';

/** Why a change is not begun. All that apply are shown together. */
export interface Refusal {
  readonly code: Extract<
    ErrorCode,
    | 'E_PREFLIGHT'
    | 'E_QUORUM'
    | 'E_DATA_LOST'
    | 'E_USAGE'
    | 'E_UNSUPPORTED'
    | 'E_REMOTE_NODE'
    | 'E_SNAPSHOT_INVALID'
  >;
  /** What is wrong, with the value seen. */
  readonly message: string;
  /** What to type; the first one first. */
  readonly hints: readonly string[];
}

/** What a workflow is going to do; a pure function of what was asked for and what was seen. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
  readonly refusals: readonly Refusal[];
  /** To be known before the question is answered, such as a tolerance of no failure. */
  readonly notices: readonly string[];
  /** To say at the end, with the next command. */
  readonly done: string;
  /** What scripts read of it, beside the run. */
  readonly result?: PlanResult;
}

/** Keys of the JSON beside `run`, `agreed` and `done`. */
export interface PlanResult {
  readonly [key: string]: JsonValue;
  /** Commands worth typing once it is done, the most useful first. */
  readonly next: readonly string[];
}

/** A procedure that changes a cluster: its input can be written down, and so can its plan. */
export interface Workflow<Input extends JsonValue, Facts> {
  /** As the user types it: `member add`. */
  readonly name: string;
  readonly question: (input: Input) => string;
  /** `--yes` is not enough: the name of the cluster is typed, or given by `--confirm`. */
  readonly isTyped?: true;
  /** What it does follows from the spec: with another spec the same line is not the same. */
  readonly followsSpec?: true;
  /** Read-only. Throws where nothing can be said at all. */
  observe(context: RunContext, input: Input): Promise<Facts>;
  plan(input: Input, facts: Facts): Plan;
  /** What the journal keeps of the facts, for people: short, bounded and without secrets. */
  readonly observed?: (facts: Facts) => JsonValue | undefined;
}
