import type {NodeState} from '../../queries/node-states.js';
import type {Scene} from '../membership/scene.js';
import type {Refusal} from '../runs/workflow.js';
import type {Differences} from './differences.js';

/** Everything that `plan` and `apply` decide from. */
export interface ApplyFacts extends Scene {
  readonly differences: Differences;
  readonly states: readonly NodeState[];
  /** Names of nodes whose certificates are missing, or lack a name that the spec wants in them. */
  readonly lackingCertificates: readonly string[];
  /** What stands against the new members. */
  readonly unfit: readonly Refusal[];
}
