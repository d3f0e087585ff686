import type {ForeseenMember} from '../../domain/membership/foreseen.js';
import {withAccess} from '../../queries/cluster-access.js';
import {reloadSpec} from '../../queries/load-spec.js';
import type {SpecContext} from '../cluster-run.js';
import type {AskPassphrase} from '../pki/load-authority.js';

/** The members by the time of one step, as the plan has it. */
export interface Foreseen {
  readonly before: readonly ForeseenMember[];
  /** Once the effect of the step is there. */
  readonly after: readonly ForeseenMember[];
}

/** What the steps of a run work with. */
export interface RunContext {
  readonly runId: string;
  /** Absolute path of the folder of the spec. */
  readonly folder: string;
  readonly askPassphrase: AskPassphrase;
  /** Of the step that is being carried out; missing where all may be as it is. */
  readonly foreseen?: Foreseen;
  /**
   * The cluster as its spec has it by now, with adapters that show it the certificates it wants by now: both change
   * while a run goes on, by its own steps or by somebody's editor.
   */
  cluster(): Promise<SpecContext>;
}

export interface RunPlace {
  readonly runId: string;
  readonly askPassphrase: AskPassphrase;
}

/** @param given the cluster of the spec as it was before the run */
export function createRunContext(given: SpecContext, {runId, askPassphrase}: RunPlace): RunContext {
  const {adapters, loaded} = given;
  let last = loaded;
  return {
    runId,
    folder: loaded.folder,
    askPassphrase,
    async cluster() {
      last = await reloadSpec(adapters, last);
      return {adapters: withAccess(adapters, last), loaded: last};
    },
  };
}
