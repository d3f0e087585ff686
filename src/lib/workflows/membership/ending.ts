import type {MemberFacts} from '../../domain/membership/facts.js';
import {absentWords} from '../../domain/membership/preconditions.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {PlannedStep} from '../../engine/step.js';
import {syncProxySteps, verifyHealthStep} from './planned-steps.js';
import {isHere, listedProxies, type Scene} from './scene.js';

export interface Ending {
  readonly steps: readonly PlannedStep[];
  /** What the change leaves as it is. */
  readonly notices: readonly string[];
}

export interface Changed {
  /** The member that the change is about: whatever it is like now, it serves in the end or is gone. */
  readonly member?: Pick<MemberFacts, 'id'> | undefined;
  /** Those whose list of the members has changed. */
  readonly proxies?: readonly SpecNode[];
}

/** Members that do not serve, and to which a change brings nothing. */
function restAbsent({members: {members}}: Scene, {member}: Changed): MemberFacts[] {
  return members.filter(({id, serving}) => !serving && id !== member?.id);
}

export function absentNotices(absent: readonly MemberFacts[]): string[] {
  return absent.length === 0 ? [] : [`${absentWords(absent)}, and nothing is done about that here`];
}

/** What no run on this machine brings in step. */
export function remoteProxyNotices(scene: Scene, proxies: readonly SpecNode[]): string[] {
  return proxies
    .filter(node => !isHere(scene, node))
    .map(
      ({name, host}) =>
        `${name} is on ${host} and goes by its old endpoints until somebody changes that there: etcdops proxy sync shows what to type`,
    );
}

/** Of those that run here; one that does not run gets its list when it starts. */
export function endingSyncSteps(scene: Scene, proxies: readonly SpecNode[]): PlannedStep[] {
  return syncProxySteps(proxies.filter(node => isHere(scene, node) && scene.running.includes(node.name)));
}

/**
 * How a change of the members ends: the proxies go by them, and all are healthy. One that did not serve before is not
 * waited for, or the change would never be over.
 */
export function endingOf(scene: Scene, changed: Changed): Ending {
  const {proxies = listedProxies(scene)} = changed;
  const absent = restAbsent(scene, changed);
  return {
    steps: [...endingSyncSteps(scene, proxies), verifyHealthStep(absent)],
    notices: [...absentNotices(absent), ...remoteProxyNotices(scene, proxies)],
  };
}
