import type {ForeseenMember} from '../../domain/membership/foreseen.js';
import {withAccess} from '../../queries/cluster-access.js';
import {loadSpec, reloadSpec, type LoadedSpec} from '../../queries/load-spec.js';
import {createSilence, type Silence} from '../../queries/silence.js';
import type {ClusterContext, SpecContext} from '../cluster-run.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import type {SharedLook} from '../membership/shared-look.js';
import type {LocalNode} from '../observe-nodes.js';

export type SeenNode = Omit<LocalNode, 'hasData'>;

/** What was looked at a moment ago. */
export interface Seen {
  readonly cluster: ClusterContext;
  readonly nodes: readonly SeenNode[];
}

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
  /** Which members did not answer when this run last waited for them. */
  readonly silence: Silence;
  /** The one look at the members that all questions share; missing where each looks for itself. */
  readonly look?: SharedLook;
  /** Of the step that is being carried out; missing where all may be as it is. */
  readonly foreseen?: Foreseen;
  /** Of a run that begins right after its plan was made, so that nothing is looked at twice; a resume has none. */
  readonly seen?: Seen;
  /**
   * The cluster as its spec has it by now, with adapters that show it the certificates it wants by now: both change
   * while a run goes on, by its own steps or by somebody's editor.
   */
  cluster(): Promise<SpecContext>;
}

export interface RunPlace {
  readonly runId: string;
  readonly askPassphrase: AskPassphrase;
  readonly seen?: Seen | undefined;
  readonly look?: SharedLook | undefined;
}

/** A cluster whose spec can be read anew. */
export interface PlacedContext extends ClusterContext {
  readonly loaded: Pick<SpecContext['loaded'], 'spec' | 'folder' | 'path'>;
}

/** Whether the file of the spec was read already, as it is not where a bootstrap has just written it. */
function isRead(loaded: PlacedContext['loaded']): loaded is LoadedSpec {
  return 'text' in loaded;
}

/** @param given the cluster of the spec as it was before the run */
export function createRunContext(
  given: PlacedContext,
  {runId, askPassphrase, seen, look}: RunPlace,
): RunContext {
  const {adapters, loaded} = given;
  let last = isRead(loaded) ? loaded : undefined;
  return {
    runId,
    folder: loaded.folder,
    askPassphrase,
    ...(seen === undefined ? {} : {seen}),
    ...(look === undefined ? {} : {look}),
    silence: createSilence(),
    async cluster() {
      const {cwd, files, yaml} = adapters;
      last =
        last === undefined
          ? await loadSpec({cwd, files, yaml, specFlag: loaded.path})
          : await reloadSpec(adapters, last);
      return {adapters: withAccess(adapters, last), loaded: last};
    },
  };
}
