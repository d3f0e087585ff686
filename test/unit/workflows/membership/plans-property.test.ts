import fc from 'fast-check';
import {expect, it} from 'vitest';

import {judgeCluster} from '../../../../src/lib/domain/cluster/judge.js';
import {votersOf, type MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {membersOf} from '../../../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {findDifferences} from '../../../../src/lib/workflows/apply/differences.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {memberAdd, placeMember, type AddMode} from '../../../../src/lib/workflows/membership/add.js';
import {memberPromote} from '../../../../src/lib/workflows/membership/promote-learner.js';
import {memberInPlaceOf, promoteProxy} from '../../../../src/lib/workflows/membership/promote-proxy.js';
import {memberRemove} from '../../../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../../../src/lib/workflows/membership/replace.js';
import type {Scene} from '../../../../src/lib/workflows/membership/scene.js';
import {findTarget, type Target} from '../../../../src/lib/workflows/membership/target.js';
import {memberUpdate, withPeerUrl} from '../../../../src/lib/workflows/membership/update.js';
import {rotateCa} from '../../../../src/lib/workflows/pki/rotate-ca.js';
import type {Plan} from '../../../../src/lib/workflows/runs/workflow.js';
import {anyBesideStrangers} from '../../../fakes/any-membership.js';
import {stepsWithoutQuorum} from '../../../fakes/plan-walk.js';
import {aScene} from '../../../fakes/plans.js';
import {restartPlan} from '../../../fakes/restart-plan.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const PROXIES: readonly SpecNode[] = [
  aProxy('gateway', {ports: {client: 3009}}),
  aProxy('grpc-proxy', {ports: {client: 3019, metrics: 3021}}),
];

/** What is asked for; `at` and `edit` choose among the members that there are. */
interface Asked {
  readonly at: number;
  readonly edit: readonly ('keep' | 'drop' | 'move' | 'promote')[];
  readonly added: number;
}

const anyAsked: fc.Arbitrary<Asked> = fc.record({
  at: fc.nat(7),
  edit: fc.array(fc.constantFrom('keep', 'keep', 'keep', 'drop', 'move', 'promote'), {
    minLength: 8,
    maxLength: 8,
  }),
  added: fc.nat(2),
});

/** The first nodes as the cluster has them, and proxies beside them. */
function sceneOf(facts: MembershipFacts, known: number): Scene {
  const {version = '3.7.3', members} = facts;
  const nodes = members
    .slice(0, known)
    .map(({isLearner}, index) => aMember(index, isLearner ? {learner: true} : {}));
  return aScene(facts, aSpec({version, nodes: [...nodes, ...PROXIES]}));
}

function targetIn({spec, members}: Scene, at: number): Required<Target> {
  const index = at % membersOf(spec).length;
  const {node, member} = findTarget(spec, members, `infra${index}`);
  return {name: `infra${index}`, node: node!, member: member!};
}

const add =
  (mode: AddMode) =>
  (scene: Scene): Plan => {
    const node = placeMember(scene.spec, {name: 'infra9'});
    return memberAdd.plan({name: 'infra9', mode}, {...scene, node, unfit: []});
  };

function replace(scene: Scene, target: Required<Target>, node: SpecNode): Plan {
  return memberReplace.plan({name: target.name}, {...scene, target, node, unfit: [], savesSnapshot: true});
}

function promoted(scene: Scene, proxy: SpecNode): Plan {
  const facts = {
    ...scene,
    proxy,
    node: memberInPlaceOf(scene.spec, proxy, 'infra9'),
    managedByOther: false,
    unfit: [],
  };
  return promoteProxy.plan(
    {name: proxy.name, as: 'infra9', dropNamespace: false, newClientUrl: false},
    facts,
  );
}

function update(scene: Scene, at: number): Plan {
  const target = targetIn(scene, at);
  const peerUrl = 'http://127.0.0.1:3777';
  const node = withPeerUrl(scene.spec, target.node, peerUrl);
  return memberUpdate.plan(
    {name: target.name, peerUrl},
    {...scene, target, node, managedByOther: false, unfit: []},
  );
}

/** The spec as somebody has edited it. */
function edited({spec}: Scene, {edit, added}: Asked): ClusterSpec {
  const kept = membersOf(spec).flatMap((node, index): SpecNode[] => {
    const {learner: _learner, ...voter} = node;
    const moved = {...node, ports: {...node.ports, peer: 3500 + index}};
    return {keep: [node], drop: [], move: [moved], promote: [voter]}[edit[index]!];
  });
  const fresh = Array.from({length: added}, (_, index) => aMember(20 + index));
  return {...spec, nodes: [...kept, ...fresh, ...PROXIES]};
}

function applied(scene: Scene, asked: Asked): Plan {
  const spec = edited(scene, asked);
  const serving = new Set(scene.members.members.filter(member => member.serving).map(({name}) => name));
  const running = {identity: {pid: 7, startTime: '9', bootId: 'b'}, managedBy: 'etcdops'} as const;
  return planApply({
    ...scene,
    spec,
    differences: findDifferences(spec, {facts: scene.members, made: scene.spec.nodes}),
    states: spec.nodes.map(node => ({
      ...{node, isHere: true, changes: []},
      ...(serving.has(node.name) || node.role !== 'member' ? {running} : {}),
    })),
    lackingCertificates: [],
    lost: [],
    unfit: [],
  });
}

function withTls(facts: MembershipFacts): MembershipFacts {
  const asTls = (urls: readonly string[]): string[] => urls.map(url => url.replace('http:', 'https:'));
  return {
    ...facts,
    members: facts.members.map(member => ({...member, peerUrls: asTls(member.peerUrls)})),
  };
}

function rotated(plain: Scene): Plan {
  const scene = {
    ...plain,
    spec: {...plain.spec, tls: {mode: 'ca'} as const},
    members: withTls(plain.members),
  };
  const {spec, members} = scene;
  const known = membersOf(spec).map((node, index) => ({...members.members[index]!, name: node.name}));
  const nodes = known.map(member => ({
    ...{name: member.name, host: '127.0.0.1'},
    role: member.isLearner ? ('learner' as const) : ('member' as const),
    ...{onThisMachine: true, running: member.serving, serving: member.serving, clientUrl: ''},
    ...{healthy: member.serving && member.alarms.length === 0, alarms: member.alarms},
    ...{isLeader: member.isLeader, memberId: member.id},
  }));
  const processes = nodes
    .filter(({running}) => running)
    .map(({name}, index) => [name, {was: {pid: index, startTime: '1'}, managedBy: 'etcdops'}] as const);
  const status = {...judgeCluster(spec.cluster, undefined, []), nodes};
  const found = {faults: [], trustedToo: [], keptElsewhere: []};
  return rotateCa.plan(
    {encrypt: false},
    {spec, sight: {...scene, status, processes: new Map(processes), ...found}},
  );
}

const WORKFLOWS: Readonly<Record<string, (scene: Scene, asked: Asked) => Plan>> = {
  'member add': add('learner-first'),
  'member add --voter': add('voter'),
  'member add --learner-only': add('learner-only'),
  'member remove'(scene, {at}) {
    const target = targetIn(scene, at);
    return memberRemove.plan({name: target.name}, {...scene, target});
  },
  'member replace'(scene, {at}) {
    const target = targetIn(scene, at);
    return replace(scene, target, {...target.node, initialClusterState: 'existing'});
  },
  'member replace --with': (scene, {at}) => replace(scene, targetIn(scene, at), aMember(9)),
  'member promote'(scene, {at}) {
    const target = targetIn(scene, at);
    return memberPromote.plan({name: target.name}, {...scene, target});
  },
  'member update': (scene, {at}) => update(scene, at),
  'promote of a gateway': scene => promoted(scene, PROXIES[0]!),
  'promote of a gRPC proxy': scene => promoted(scene, PROXIES[1]!),
  apply: applied,
  restart: scene => ({steps: restartPlan(scene), refusals: [], notices: [], done: ''}),
  'tls rotate-ca': rotated,
};

const STALLS = /^every write waits until/;

it.each(Object.entries(WORKFLOWS))(
  '%s: over any health of any members no step goes below the quorum, but where the plan says so',
  (_, planFor) => {
    let allowed = 0;
    const property = fc.property(anyBesideStrangers, anyAsked, ({facts, known}, asked) => {
      const plan = planFor(sceneOf(facts, known), asked);
      if (plan.refusals.length > 0 || plan.steps.length === 0) return;
      allowed++;
      const without = stepsWithoutQuorum(facts, plan);

      if (!plan.notices.some(text => STALLS.test(text))) {
        expect(without).toEqual([]);
        return;
      }
      // The two exceptions: a second voter that has yet to start, and one of so few that it has to move.
      expect(votersOf(facts).length).toBeLessThanOrEqual(2);
      expect(without).not.toContain(plan.steps.at(-1)!.id);
    });

    fc.assert(property, {numRuns: 400, seed: 20_261_126});
    expect(allowed).toBeGreaterThan(10);
  },
);
