import type {ActionName, Binder} from './actions.js';

/** Loaded with the first step of their kind: no run has more than a few, and starting up is what each one pays for. */
const ACTIONS: {readonly [A in ActionName]: () => Promise<Binder<A>>} = {
  'add-member': async () => (await import('./member-steps.js')).addMember,
  'promote-member': async () => (await import('./member-steps.js')).promoteMember,
  'remove-member': async () => (await import('./member-steps.js')).removeMember,
  'update-member': async () => (await import('./update-steps.js')).updateMember,
  'move-leader': async () => (await import('./member-steps.js')).moveLeader,
  'write-spec': async () => (await import('./file-steps.js')).writeSpec,
  'write-files': async () => (await import('./file-steps.js')).writeFiles,
  'write-config': async () => (await import('./config-steps.js')).writeConfig,
  'render-files': async () => (await import('./config-steps.js')).renderFiles,
  'issue-certs': async () => (await import('./file-steps.js')).issueCerts,
  'forget-member': async () => (await import('./file-steps.js')).forgetMember,
  'record-nodes': async () => (await import('./file-steps.js')).noteNodes,
  'start-node': async () => (await import('./start-steps.js')).startNode,
  'verify-started': async () => (await import('./started-steps.js')).verifyStarted,
  'write-token': async () => (await import('./token-steps.js')).writeToken,
  'serve-discovery': async () => (await import('./discovery-steps.js')).serveDiscovery,
  'make-discovery-token': async () => (await import('./discovery-steps.js')).makeDiscoveryToken,
  'await-registration': async () => (await import('./registration-steps.js')).awaitRegistration,
  'end-discovery': async () => (await import('./discovery-steps.js')).endDiscovery,
  'start-etcd': async () => (await import('./process-steps.js')).startEtcd,
  'stop-etcd': async () => (await import('./process-steps.js')).stopEtcd,
  'restart-etcd': async () => (await import('./restart-steps.js')).restartEtcd,
  'set-aside': async () => (await import('./process-steps.js')).setAside,
  'roll-etcd': async () => (await import('./roll-steps.js')).rollEtcd,
  'prepare-ca': async () => (await import('./rotation-steps.js')).prepareCa,
  'note-processes': async () => (await import('./rotation-steps.js')).noteProcesses,
  'trust-both-cas': async () => (await import('./rotation-steps.js')).trustBothCas,
  'verify-trust': async () => (await import('./rotation-steps.js')).verifyTrust,
  'replace-certs': async () => (await import('./rotation-steps.js')).replaceCerts,
  'drop-old-ca': async () => (await import('./rotation-steps.js')).dropOldCa,
  'verify-tls': async () => (await import('./rotation-steps.js')).verifyCerts,
  'clear-prepared': async () => (await import('./rotation-steps.js')).clearPrepared,
  'sync-proxy': async () => (await import('./proxy-steps.js')).syncProxy,
  'save-snapshot': async () => (await import('./save-steps.js')).saveSnapshotOf,
  'verify-snapshot': async () => (await import('./restore-steps.js')).verifySnapshotFile,
  'restore-member': async () => (await import('./restore-steps.js')).restoreMember,
  'swap-dir': async () => (await import('./swap-steps.js')).swapDir,
  'record-cluster': async () => (await import('./swap-steps.js')).recordCluster,
  'verify-restored': async () => (await import('./restored-steps.js')).verifyRestored,
  'disarm-alarms': async () => (await import('./restored-steps.js')).disarmAlarms,
  'verify-health': async () => (await import('./health-steps.js')).verifyHealth,
};

export function isKnown(action: string): action is ActionName {
  return Object.hasOwn(ACTIONS, action);
}

/** What carries out steps of this kind. */
export function loadBinder<A extends ActionName>(action: A): Promise<Binder<A>> {
  return ACTIONS[action]();
}
