import type {NodeObservation} from '../../src/lib/domain/cluster/observation.js';
import {judgeCluster} from '../../src/lib/domain/cluster/judge.js';
import {restartOrder, restartRefusal} from '../../src/lib/domain/cluster/restart-rules.js';
import {votingOf} from '../../src/lib/domain/cluster/voting.js';
import {leaderOf, type MemberFacts} from '../../src/lib/domain/membership/facts.js';
import {memberOfNode} from '../../src/lib/domain/membership/member-of-node.js';
import {membersOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {Scene} from '../../src/lib/workflows/membership/scene.js';
import type {PlannedAction} from '../../src/lib/workflows/steps/actions.js';
import {restartStep} from '../../src/lib/workflows/steps/restart-steps.js';
import {anAnswer, CLUSTER_ID, observed, stopped} from './status.js';

interface Seen {
  readonly node: SpecNode;
  readonly member: MemberFacts;
  readonly observation: NodeObservation;
}

/** A member as `status` sees it. */
function look({members}: Scene, {node, member}: Omit<Seen, 'observation'>, index: number): NodeObservation {
  const {name} = node;
  if (!member.serving) return {...stopped(index), name};
  const {id: memberId, isLearner, alarms} = member;
  const {leaderId: _, ...answer} = anAnswer(index, {memberId, isLearner, alarms});
  const leaderId = leaderOf(members)?.id;
  return observed(index, {
    name,
    status: {...answer, ...(leaderId === undefined ? {} : {leaderId})},
    quorumConfirmed: members.isConfirmed && !isLearner,
    memberList: members.members,
  });
}

/** The steps that `restart` of all that once ran comes to; the first one that is refused ends it. */
export function restartPlan(scene: Scene): PlannedAction[] {
  let seen = membersOf(scene.spec).map((node, index): Seen => {
    const member = memberOfNode(scene.spec, node, scene.members)!;
    return {node, member, observation: look(scene, {node, member}, index)};
  });
  const observations = (): NodeObservation[] => seen.map(({observation}) => observation);
  const status = judgeCluster(scene.spec.cluster, CLUSTER_ID, observations());
  const started = seen.filter(({member}) => member.started).map(({node}) => node);
  const steps: PlannedAction[] = [];
  for (const node of restartOrder(started, status)) {
    const one = seen.find(other => other.node === node)!;
    const voting = votingOf({members: observations(), clusterId: CLUSTER_ID}, []);
    if (one.member.serving && restartRefusal(voting, node.name) !== undefined) break;
    steps.push(restartStep({node}));
    // It serves by the time that the next one stops.
    const member = {...one.member, serving: true};
    const back = {node, member, observation: look(scene, {node, member}, seen.indexOf(one))};
    seen = seen.map(other => (other === one ? back : other));
  }
  return steps;
}
