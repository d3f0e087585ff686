import type {PlannedStep, Step, StepActions} from '../../engine/step.js';
import {OpsError} from '../../errors/ops-error.js';
import type {RunContext} from '../runs/run-context.js';
import {addMember, moveLeader, promoteMember, removeMember, updateMember} from './member-steps.js';
import type {ActionName, Binder} from './actions.js';
import {setAside, startEtcd, stopEtcd} from './process-steps.js';
import {renderFiles, writeConfig} from './config-steps.js';
import {forgetMember, issueCerts, noteNodes, writeFiles, writeSpec} from './file-steps.js';
import {verifyHealth} from './health-steps.js';
import {restartEtcd} from './restart-steps.js';
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
  'verify-health': verifyHealth,
};

function isKnown(action: string): action is ActionName {
  return Object.hasOwn(ACTIONS, action);
}

function bindStep(context: RunContext, {action, input, id, title, ...rest}: PlannedStep): Step {
  if (!isKnown(action)) {
    // The journal says that it is of this version, so another program wrote it.
    throw new OpsError('E_JOURNAL_INVALID', `run ${context.runId} has a step of an unknown kind: ${action}`, {
      hints: ['go on with the etcdops that began it'],
    });
  }
  // What the journal gives back is what a plan put in, for each action its own.
  const bind = ACTIONS[action] as (context: RunContext, input: unknown) => StepActions;
  return {id, title, ...rest, ...bind(context, input)};
}

/** Binds the steps of a plan, or of a journal, to the world. */
export function bindSteps(context: RunContext, steps: readonly PlannedStep[]): Step[] {
  return steps.map(step => bindStep(context, step));
}
