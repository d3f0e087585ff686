import {describe, expect, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {factsOf, type Given} from '../../../fakes/apply-facts.js';
import {aDeadMember, aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

function idsOf(spec: ClusterSpec, given: Given = {}): string[] {
  return planApply(factsOf(spec, given))
    .steps.map(({id}) => id)
    .filter(id => !/^(write-|render-files|record-nodes|verify-health|forget-)/.test(id));
}

function refusalsOf(spec: ClusterSpec, given: Given = {}): string {
  return planApply(factsOf(spec, given))
    .refusals.map(({message}) => message)
    .join('\n');
}

describe('plan', () => {
  it('has nothing to start or change where all is as the spec has it', () => {
    expect(idsOf(aSpec())).toEqual([]);
  });

  const [GATEWAY, GRPC] = [aProxy('gateway'), aProxy('grpc-proxy')];

  it.each<[case_: string, changed: string[], made: SpecNode[], titles: string[]]>([
    ['nothing', [], [...members(3), GATEWAY, GRPC], []],
    [
      'just what was told something else, the leader last, gateways before it, other proxies at the end',
      ['infra0', 'infra2', 'gateway0', 'grpc-proxy0'],
      [...members(3), GATEWAY, GRPC],
      ['restart infra2 (s)', 'restart gateway0 (s)', 'restart infra0 (s)', 'restart grpc-proxy0 (s)'],
    ],
    [
      'first what does not run',
      ['infra0', 'infra1', 'gateway0'],
      [aMember(0), aMember(1), GATEWAY, GRPC],
      ['start infra2', 'restart infra1 (s)', 'restart gateway0 (s)', 'restart infra0 (s)'],
    ],
    [
      'one member alone, then proxies',
      ['infra1', 'gateway0', 'grpc-proxy0'],
      [...members(3), GATEWAY, GRPC],
      ['restart infra1 (s)', 'restart gateway0 (s)', 'restart grpc-proxy0 (s)'],
    ],
    ['proxies alone', ['gateway0'], [...members(3), GATEWAY, GRPC], ['restart gateway0 (s)']],
  ])('restarts %s', (_, changed, made, titles) => {
    const spec = aSpec({nodes: [...members(3), GATEWAY, GRPC]});
    const changes = Object.fromEntries(changed.map(name => [name, ['s']]));

    const plan = planApply(factsOf(spec, {made, changes}));

    const restarts = plan.steps.filter(({action}) => action === 'restart-etcd');
    expect(restarts.map(({title}) => title)).toEqual(titles);
  });

  it('adds before the living leave, one after the other', () => {
    const spec = aSpec({nodes: [aMember(0), aMember(2), aMember(4), aMember(5)]});

    expect(idsOf(spec)).toEqual([
      'add-learner:infra4',
      'start-etcd:infra4',
      'promote-learner:infra4',
      'add-learner:infra5',
      'start-etcd:infra5',
      'promote-learner:infra5',
      'move-leader:infra1',
      'remove-member:infra1',
      'stop-etcd:infra1',
      'set-aside-data-dir:infra1',
      'set-aside-files:infra1',
    ]);
  });

  it('tells each that joins of the members of that moment, those too that leave later', () => {
    const spec = aSpec({nodes: [aMember(0), aMember(2), aMember(4), aMember(5)]});
    const joins = planApply(factsOf(spec, {})).steps.filter(({action}) => action === 'write-config');

    const names = joins.map(({input}) => (input['members'] as unknown as SpecNode[]).map(({name}) => name));
    expect(names).toEqual([
      ['infra0', 'infra2', 'infra1', 'infra4'],
      ['infra0', 'infra2', 'infra1', 'infra4', 'infra5'],
    ]);
  });

  it('removes what is dead before anything is added', () => {
    const facts = aMembership([seen(0), seen(1), aDeadMember(2)]);
    const spec = aSpec({nodes: [aMember(0), aMember(1), aMember(4)]});

    expect(idsOf(spec, {facts}).slice(0, 2)).toEqual(['remove-member:infra2', 'stop-etcd:infra2']);
    expect(refusalsOf(spec, {facts})).toBe('');
  });

  it('waits for no member that is dead and is not started, and says so', () => {
    const facts = aMembership([seen(0), seen(1), aDeadMember(2)]);

    const {steps, notices} = planApply(factsOf(aSpec(), {facts}));

    expect(steps.at(-1)!.input).toEqual({absent: [aDeadMember(2).id]});
    expect(notices).toEqual(['infra2 does not serve, and nothing is done about that here']);
  });

  it('moves a member whose peer port is another one', () => {
    const spec = aSpec({
      nodes: [aMember(0), aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}}), aMember(2)],
    });

    expect(idsOf(spec)).toEqual(['update-member:infra1', 'restart-etcd:infra1']);
  });

  it('makes a voter of a learner that the spec has as one', () => {
    const facts = aMembership([seen(0), seen(1), seen(2, {isLearner: true})]);

    expect(idsOf(aSpec(), {facts})).toEqual(['promote-learner:infra2']);
  });

  it('runs a newer version of etcd where the spec says so, one member after the other', () => {
    const facts = aMembership([seen(0), seen(1), seen(2)].map(member => ({...member, version: '3.6.16'})));
    const titles = planApply(factsOf(aSpec(), {facts})).steps.map(({title}) => title);

    expect(titles.filter(title => title.startsWith('restart'))).toEqual([
      'restart infra1 (etcd 3.6.16 → 3.7.3)',
      'restart infra2 (etcd 3.6.16 → 3.7.3)',
      'restart infra0 (etcd 3.6.16 → 3.7.3)',
    ]);
  });
});

it('restarts where the one that is missing starts first, or a new one votes by then', () => {
  const changes = {infra0: ['s'], infra1: ['s']};
  const facts = aMembership([seen(0), seen(1), aDeadMember(2)]);

  expect(refusalsOf(aSpec(), {facts, made: members(2), changes})).toBe('');
  const two = {facts: aMembership([seen(0), seen(1)]), made: members(2), changes};
  expect(refusalsOf(aSpec(), two)).toBe('');
});

it('writes into the spec that a learner votes which etcdops made and an aborted run has promoted', () => {
  const nodes = [aMember(0), aMember(1), aMember(2, {learner: true})];

  const {steps, refusals} = planApply(factsOf(aSpec({nodes}), {made: nodes}));

  expect(refusals).toEqual([]);
  expect(steps.map(({id}) => id).slice(0, 2)).toEqual([
    'write-spec:infra2-votes',
    'write-files:infra2-votes',
  ]);
});

describe('plan refuses', () => {
  const of = (version: string): MembershipFacts =>
    aMembership([seen(0), seen(1), seen(2)].map(member => ({...member, version})));

  it.each<[string, ClusterSpec, Given, string]>([
    [
      'a voter as a learner',
      aSpec({nodes: [aMember(0), aMember(1), aMember(2, {learner: true})]}),
      {},
      'no learner of a voter',
    ],
    [
      'a proxy as a member',
      aSpec({nodes: [...members(3), aMember(3, {name: 'gateway0'})]}),
      {made: [...members(3), aProxy('gateway')]},
      'gateway0 is a gateway and the spec has it as a member',
    ],
    ['another tls mode', aSpec({tls: {mode: 'auto'}}), {}, 'serves http://'],
    ['an older etcd', aSpec({version: '3.6.16'}), {}, 'does not go back'],
    ['two minor versions at once', aSpec(), {facts: of('3.5.35')}, 'one minor version at a time'],
    [
      'to restart what others started',
      aSpec(),
      {changes: {infra1: ['quota-backend-bytes']}, managedBy: 'other'},
      'infra1 was started by something else',
    ],
    [
      'to drop a member that others started',
      aSpec({nodes: members(2)}),
      {managedBy: 'other'},
      'infra2 was started by something else, which has to stop it',
    ],
    [
      'to drop a proxy that others started',
      aSpec(),
      {made: [...members(3), aProxy('gateway')], managedBy: 'other'},
      'gateway0 was started by something else, which has to stop it',
    ],
    [
      'to restart the only member',
      aSpec({nodes: members(1)}),
      {facts: aMembership([seen(0)]), made: members(1), changes: {infra0: ['s']}},
      'stopping infra0 would cost the cluster its quorum',
    ],
    [
      'to move one of two',
      aSpec({nodes: [aMember(0), aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}})]}),
      {facts: aMembership([seen(0), seen(1)]), made: members(2)},
      'stopping infra1 would cost the cluster its quorum',
    ],
    [
      'to restart one of three of which another is dead and stays so',
      aSpec(),
      {facts: aMembership([seen(0), seen(1), aDeadMember(2)]), changes: {infra1: ['s']}},
      'infra2 does not serve, and without infra1',
    ],
    [
      'the quorum',
      aSpec({nodes: [aMember(0)]}),
      {facts: aMembership([seen(0), aDeadMember(1), aDeadMember(2)], {isConfirmed: false})},
      'no quorum',
    ],
  ])('%s', (_, spec, given, words) => {
    expect(refusalsOf(spec, given)).toContain(words);
  });
});
