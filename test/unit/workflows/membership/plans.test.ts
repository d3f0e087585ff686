import {describe, expect, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {memberAdd, placeMember} from '../../../../src/lib/workflows/membership/add.js';
import {memberRemove} from '../../../../src/lib/workflows/membership/remove.js';
import type {Scene} from '../../../../src/lib/workflows/membership/scene.js';
import {findTarget} from '../../../../src/lib/workflows/membership/target.js';
import {aDeadMember, aMember as seen, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {aScene as scene, idsOf as ids, refusalsOf as said, THREE} from '../../../fakes/plans.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

const ONE_DEAD = aMembership([seen(0), seen(1), aDeadMember(2)]);
const GATEWAY = aProxy('gateway');

describe('member add', () => {
  const plan = (facts: Scene, mode: 'learner-first' | 'voter' | 'learner-only' = 'learner-first') => {
    const node = placeMember(facts.spec, {name: 'infra3'});
    return memberAdd.plan({name: 'infra3', mode}, {...facts, node, unfit: []});
  };

  it('takes the next ports, joins as a learner, votes, and brings the proxies in step', () => {
    const spec = aSpec({nodes: [...members(3), GATEWAY]});

    const made = plan(scene(THREE, spec));

    expect(ids(made)).toEqual([
      'add-learner:infra3',
      'write-spec:infra3',
      'write-files:infra3',
      'start-etcd:infra3',
      'promote-learner:infra3',
      'write-spec:infra3-votes',
      'write-files:infra3-votes',
      'sync-proxy:gateway0',
      'verify-health',
    ]);
    expect(made.steps[0]!.input).toEqual({node: 'infra3', peerUrl: 'http://127.0.0.1:2420', isLearner: true});
    expect(made.steps.filter(step => step.pointOfNoReturn).map(({id}) => id)).toEqual([
      'promote-learner:infra3',
    ]);
    expect(made.notices).toEqual([
      '4 members bear the loss of 1, as 3 would, and one more has to agree to each write',
    ]);
    expect(made.done).toContain('4 voters, which bear the loss of 1');
  });

  it('issues certificates before anything waits for them, where the CA is ours', () => {
    const made = plan(scene(THREE, aSpec({tls: {mode: 'ca'}})));

    expect(ids(made).slice(0, 3)).toEqual(['add-learner:infra3', 'issue-certs:infra3', 'write-spec:infra3']);
  });

  it.each([
    ['voter', ['add-voter:infra3', 'start-etcd:infra3', 'verify-health']],
    ['learner-only', ['add-learner:infra3', 'start-etcd:infra3']],
  ] as const)('as %s', (mode, expected) => {
    const steps = ids(plan(scene(THREE), mode)).filter(id => !id.startsWith('write-'));

    expect(steps).toEqual(expected);
  });

  it('of another machine ends with what to type there', () => {
    const spec = aSpec();
    const node = placeMember(spec, {name: 'infra3', host: '10.0.0.4'});
    const made = memberAdd.plan(
      {name: 'infra3', host: '10.0.0.4', mode: 'learner-first'},
      {...scene(THREE), node, unfit: []},
    );

    expect(ids(made)).toEqual(['add-learner:infra3', 'write-spec:infra3', 'write-files:infra3']);
    expect(made.done).toContain('scp nodes/infra3/etcd.yaml');
    expect(made.done).toMatch(/then: etcdops member promote infra3$/);
  });

  it('goes on with one that was added and never ran', () => {
    const half = anAddedMember(4, {peerUrls: ['http://127.0.0.1:2410'], isLearner: true});
    const made = plan(scene(aMembership([...THREE.members, half])));

    expect(said(made)).toEqual([]);
    expect(ids(made).filter(id => !id.startsWith('write-'))).toEqual([
      'start-etcd:infra3',
      'promote-learner:infra3',
      'verify-health',
    ]);
    expect(made.done).toContain('4 voters');
  });

  it.each([
    [
      'a learner, to be a voter',
      true,
      'voter',
      ['start-etcd:infra3', 'promote-learner:infra3', 'verify-health'],
    ],
    ['a voter', false, 'learner-first', ['start-etcd:infra3', 'verify-health']],
    ['a learner, to stay one', true, 'learner-only', ['start-etcd:infra3']],
  ] as const)('goes on with what somebody has added: %s', (_, isLearner, mode, expected) => {
    const half = anAddedMember(4, {peerUrls: ['http://127.0.0.1:2410'], isLearner});
    const made = plan(scene(aMembership([...THREE.members, half])), mode);

    expect(said(made)).toEqual([]);
    expect(ids(made).filter(id => !id.startsWith('write-'))).toEqual(expected);
    const written = made.steps.find(({action}) => action === 'write-spec')!;
    expect(JSON.stringify(written.input['changes']).includes('"learner":true')).toBe(isLearner);
  });

  it('makes no learner of a voter that somebody has added', () => {
    const half = anAddedMember(4, {peerUrls: ['http://127.0.0.1:2410'], isLearner: false});
    const made = plan(scene(aMembership([...THREE.members, half])), 'learner-only');

    expect(said(made)).toEqual(['infra3 was added as a voter']);
  });

  it.each<[string, MembershipFacts, string]>([
    ['one of three is dead', ONE_DEAD, 'infra2 does not serve'],
    [
      'one was added and never ran',
      aMembership([...THREE.members, anAddedMember(4)]),
      'has been added and not started',
    ],
    [
      'there is a learner',
      aMembership([...THREE.members, seen(4, {isLearner: true})]),
      'infra4 is a learner',
    ],
    ['an alarm is up', aMembership([seen(0), seen(1), seen(2, {alarms: ['NOSPACE']})]), 'NOSPACE'],
    ['a member is not in the spec', aMembership([...THREE.members, seen(7)]), 'the spec does not have it'],
    ['it is a member already', aMembership([...THREE.members, seen(3)]), 'is a member already'],
  ])('is refused where %s', (_, facts, words) => {
    expect(said(plan(scene(facts))).join('\n')).toContain(words);
  });

  it('is refused for a name that a proxy has', () => {
    const spec = aSpec({nodes: [...members(3), GATEWAY]});

    expect(() => placeMember(spec, {name: 'gateway0'})).toThrow('gateway0 is a gateway');
    expect(() => placeMember(spec, {name: '../x'})).toThrow('is not a name');
    expect(() => placeMember(spec, {name: 'infra0', host: '10.0.0.9'})).toThrow('infra0 is on 127.0.0.1');
  });
});

describe('member remove', () => {
  const plan = (facts: Scene, name: string) =>
    memberRemove.plan({name}, {...facts, target: findTarget(facts.spec, facts.members, name)});

  it('of the leader lets another one lead first, and keeps the data', () => {
    const made = plan(scene(THREE), 'infra0');

    expect(ids(made)).toEqual([
      'move-leader:infra0',
      'remove-member:infra0',
      'stop-etcd:infra0',
      'write-spec:without-infra0',
      'write-files:without-infra0',
      'forget-member:infra0',
      'set-aside-data-dir:infra0',
      'set-aside-files:infra0',
      'verify-health',
    ]);
    expect(made.steps.find(({id}) => id.startsWith('set-aside-data'))!.input).toEqual({
      from: '.etcdops/data/infra0',
      to: '.etcdops/data/infra0.removed-RUN',
    });
    expect(made.steps.filter(({final}) => final).map(({id}) => id)).toEqual(ids(made).slice(2, -1));
  });

  it('of one that the spec does not have touches the cluster alone', () => {
    const facts = aMembership([...THREE.members, seen(7)]);

    expect(ids(plan(scene(facts), seen(7).id))).toEqual([
      `move-leader:${seen(7).id}`,
      `remove-member:${seen(7).id}`,
      'verify-health',
    ]);
  });

  it('of one that never was a member can be undone as a whole', () => {
    const made = plan(scene(THREE, aSpec({nodes: members(4)})), 'infra3');

    expect(ids(made).slice(0, 2)).toEqual(['stop-etcd:infra3', 'write-spec:without-infra3']);
    expect(made.steps.filter(({final}) => final)).toEqual([]);
  });

  it.each<[string, MembershipFacts, string, string]>([
    ['the last one', aMembership([seen(0)]), 'infra0', 'is the last member'],
    ['a living one beside a dead one', ONE_DEAD, 'infra1', 'infra2'],
    [
      'the only voter beside a learner',
      aMembership([seen(0), seen(1, {isLearner: true})]),
      'infra0',
      'is the only voter',
    ],
  ])('is refused for %s', (_, facts, name, words) => {
    expect(said(plan(scene(facts), name)).join('\n')).toContain(words);
  });

  it('allows the dead one of three', () => {
    expect(said(plan(scene(ONE_DEAD), 'infra2'))).toEqual([]);
  });

  it('is refused where something else runs it', () => {
    const facts = {...scene(THREE), managedByOthers: ['infra1', 'infra2']};

    expect(said(plan(facts, 'infra1'))).toEqual([
      'infra1 was started by something else, which has to stop it before it goes for good',
    ]);
    expect(said(plan(facts, 'infra0'))).toEqual([]);
  });

  it('waits for no other member that is dead, and says so', () => {
    const facts = aMembership([seen(0), seen(1), seen(2), aDeadMember(3), aDeadMember(4)]);
    const made = plan(scene(facts, aSpec({nodes: members(5)})), 'infra3');

    expect(said(made)).toEqual([]);
    expect(made.notices).toContain('infra4 does not serve, and nothing is done about that here');
    expect(made.steps.at(-1)).toMatchObject({
      title: 'see that all members but infra4 are healthy',
      input: {absent: [aDeadMember(4).id]},
    });
  });
});

describe('which member is meant', () => {
  it.each([
    ['infra1', 'infra1'],
    [seen(1).id, 'infra1'],
  ])('%s', (given, name) => {
    expect(findTarget(aSpec(), THREE, given).name).toBe(name);
  });

  it.each([
    ['v2-proxy', 'proxy0'],
    ['gateway', 'gateway0'],
    ['grpc-proxy', 'grpc-proxy0'],
  ] as const)('no %s', (role, name) => {
    const spec = aSpec({nodes: [...members(3), aProxy(role)]});

    expect(() => findTarget(spec, THREE, name)).toThrow(`${name} is a ${role}, no member`);
  });

  it('an id that begins those of several is ambiguous; an unknown name has a near one', () => {
    const facts = aMembership([seen(0, {id: 'abc1'}), seen(1, {id: 'abc2'})]);

    expect(() => findTarget(aSpec(), facts, 'abc')).toThrow('abc begins the ids of several members');
    expect(() => findTarget(aSpec(), THREE, 'infra11')).toThrow('no member is called infra11');
  });
});
