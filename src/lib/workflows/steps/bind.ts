import type {PlannedStep, Step, StepActions} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {assertOnlyOurs, changedByOthers, foreseenOf} from '../membership/foresee.js';
import {observeIfAnswered} from '../membership/observe.js';
import {createSharedLook} from '../membership/shared-look.js';
import type {RunContext} from '../runs/run-context.js';
import {isKnown, loadBinder} from './binders.js';

/**
 * Two operators may work on one cluster: before each step the members are to be as the plan foresees them. What undoes
 * the step goes by the guards alone, or the change of another one could never be answered by an abort.
 */
function watched(
  context: RunContext,
  bind: (context: RunContext) => StepActions,
  checksMembers: boolean,
): StepActions {
  const {foreseen} = context;
  // Between the two questions nothing is done: what the first saw the second need not read again.
  const own = context.look === undefined ? createSharedLook() : undefined;
  const before = own === undefined ? context : {...context, look: own};
  const actions = bind(before);
  const look = () => observeIfAnswered(before);
  return {
    ...bind(context),
    async check() {
      own?.forget();
      const answer = await actions.check();
      const facts = checksMembers && answer === 'done' ? await look() : undefined;
      return facts === undefined || changedByOthers(foreseen, facts).length === 0 ? answer : 'todo';
    },
    async require() {
      const facts = await look();
      if (facts !== undefined) assertOnlyOurs(foreseen, facts);
      await actions.require?.();
    },
  };
}

function undone(actions: StepActions): Pick<StepActions, 'undo'> {
  return actions.undo === undefined ? {} : {undo: wasFinished => actions.undo!(wasFinished)};
}

async function bindStep(context: RunContext, step: PlannedStep): Promise<Step> {
  const {action, input, id, title, foreseen: _, ...rest} = step;
  if (!isKnown(action)) {
    // The journal says that it is of this version, so another program wrote it.
    throw new OpsError('E_JOURNAL_INVALID', `run ${context.runId} has a step of an unknown kind: ${action}`, {
      hints: ['go on with the etcdops that began it', 'etcdops run list'],
    });
  }
  // What the journal gives back is what a plan put in, for each action its own.
  const binder = (await loadBinder(action)) as (context: RunContext, input: unknown) => StepActions;
  const bind = (place: RunContext): StepActions => binder(place, input);
  const foreseen = foreseenOf(step);
  const actions = bind(context);
  if (foreseen === undefined) return {id, title, ...rest, ...actions};
  const within = {...context, foreseen};
  // All else may end with a step that finds nothing to do; who the members are is the last one's to tell.
  const watching = watched(within, bind, action === 'verify-health');
  return {id, title, ...rest, ...watching, ...undone(actions)};
}

/** Binds the steps of a plan, or of a journal, to the world. */
export function bindSteps(context: RunContext, steps: readonly PlannedStep[]): Promise<Step[]> {
  return Promise.all(steps.map(step => bindStep(context, step)));
}
