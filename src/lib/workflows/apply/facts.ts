import type {LostData} from '../../domain/cluster/lost-data.js';
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
  /** Members of this machine that would come back empty if they started now. */
  readonly lost: readonly LostData[];
  /** What stands against the new members. */
  readonly unfit: readonly Refusal[];
}
