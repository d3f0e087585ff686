import type {PlannedStep, Step, StepActions} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import {assertOnlyOurs, changedByOthers, foreseenOf} from '../membership/foresee.js';
import {observeIfAnswered} from '../membership/observe.js';
import {createSharedLook} from '../membership/shared-look.js';
import type {RunContext} from '../runs/run-context.js';
import {addMember, moveLeader, promoteMember, removeMember, updateMember} from './member-steps.js';
import type {ActionName, Binder} from './actions.js';
import {setAside, startEtcd, stopEtcd} from './process-steps.js';
import {renderFiles, writeConfig} from './config-steps.js';
import {awaitRegistration} from './registration-steps.js';
import {endDiscovery, makeDiscoveryToken, serveDiscovery} from './discovery-steps.js';
import {forgetMember, issueCerts, noteNodes, writeFiles, writeSpec} from './file-steps.js';
import {verifyHealth} from './health-steps.js';
import {restartEtcd} from './restart-steps.js';
import {startNode} from './start-steps.js';
import {verifyStarted} from './started-steps.js';
import {writeToken} from './token-steps.js';
import {disarmAlarms, verifyRestored} from './restored-steps.js';
import {restoreMember, verifySnapshotFile} from './restore-steps.js';
import {recordCluster, swapDir} from './swap-steps.js';
import {saveSnapshotOf} from './save-steps.js';
import {syncProxy} from './proxy-steps.js';
import {rollEtcd} from './roll-steps.js';
import {
  clearPrepared,
  dropOldCa,
  noteProcesses,
  prepareCa,
  replaceCerts,
  trustBothCas,
  verifyCerts,
  verifyTrust,
} from './rotation-steps.js';

const ACTIONS: {readonly [A in ActionName]: Binder<A>} = {
  'add-member': addMember,
  'promote-member': promoteMember,
  'remove-member': removeMember,
  'update-member': updateMember,
  'move-leader': moveLeader,
  'write-spec': writeSpec,
  'write-files': writeFiles,
  'write-config': writeConfig,
  'render-files': renderFiles,
  'issue-certs': issueCerts,
  'forget-member': forgetMember,
  'record-nodes': noteNodes,
  'start-node': startNode,
  'verify-started': verifyStarted,
  'write-token': writeToken,
  'serve-discovery': serveDiscovery,
  'make-discovery-token': makeDiscoveryToken,
  'await-registration': awaitRegistration,
  'end-discovery': endDiscovery,
  'start-etcd': startEtcd,
  'stop-etcd': stopEtcd,
  'restart-etcd': restartEtcd,
  'set-aside': setAside,
  'roll-etcd': rollEtcd,
  'prepare-ca': prepareCa,
  'note-processes': noteProcesses,
  'trust-both-cas': trustBothCas,
  'verify-trust': verifyTrust,
  'replace-certs': replaceCerts,
  'drop-old-ca': dropOldCa,
  'verify-tls': verifyCerts,
  'clear-prepared': clearPrepared,
  'sync-proxy': syncProxy,
  'save-snapshot': saveSnapshotOf,
  'verify-snapshot': verifySnapshotFile,
  'restore-member': restoreMember,
  'swap-dir': swapDir,
  'record-cluster': recordCluster,
  'verify-restored': verifyRestored,
  'disarm-alarms': disarmAlarms,
  'verify-health': verifyHealth,
};

function isKnown(action: string): action is ActionName {
  return Object.hasOwn(ACTIONS, action);
}

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

function bindStep(context: RunContext, step: PlannedStep): Step {
  const {action, input, id, title, foreseen: _, ...rest} = step;
  if (!isKnown(action)) {
    // The journal says that it is of this version, so another program wrote it.
    throw new OpsError('E_JOURNAL_INVALID', `run ${context.runId} has a step of an unknown kind: ${action}`, {
      hints: ['go on with the etcdops that began it', 'etcdops run list'],
    });
  }
  // What the journal gives back is what a plan put in, for each action its own.
  const binder = ACTIONS[action] as (context: RunContext, input: unknown) => StepActions;
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
export function bindSteps(context: RunContext, steps: readonly PlannedStep[]): Step[] {
  return steps.map(step => bindStep(context, step));
}
