import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {memberReplace} from '../../../../src/lib/workflows/membership/replace.js';
import type {Scene} from '../../../../src/lib/workflows/membership/scene.js';
import {findTarget} from '../../../../src/lib/workflows/membership/target.js';
import type {Plan} from '../../../../src/lib/workflows/runs/workflow.js';
import {aDeadMember, aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aScene as scene, idsOf as ids, refusalsOf as said, THREE} from '../../../fakes/plans.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

const ONE_DEAD = aMembership([seen(0), seen(1), aDeadMember(2)]);

describe('member replace', () => {
  const plan = (facts: Scene, name: string, node: SpecNode) => {
    const target = findTarget(facts.spec, facts.members, name);
    const rest = {target: {...target, node: target.node!}, node, unfit: [], savesSnapshot: true};
    return memberReplace.plan({name}, {...facts, ...rest});
  };
  const order = (made: Plan): string[] =>
    ids(made).filter(id => /^(save|move|remove|add|stop|start|promote|set-aside-data)/.test(id));

  it('removes a dead one before the new one is added', () => {
    const made = plan(scene(ONE_DEAD), 'infra2', aMember(2, {initialClusterState: 'existing'}));

    expect(order(made)).toEqual([
      'save-snapshot',
      'remove-member:infra2',
      'stop-etcd:infra2',
      'set-aside-data-dir:infra2',
      'add-learner:infra2',
      'start-etcd:infra2',
      'promote-learner:infra2',
    ]);
    expect(said(made)).toEqual([]);
  });

  it.each([
    ['one that is dead', ONE_DEAD],
    ['one that is no member any more', aMembership([seen(0), seen(1)])],
  ])('counts the new one among the voters in the place of %s', (_, members) => {
    const made = plan(scene(members), 'infra2', aMember(2, {initialClusterState: 'existing'}));

    expect(made.done).toMatch(/3 voters, which bear the loss of 1/);
  });

  it.each<[string, Partial<SpecNode>, string]>([
    ['the same', {}, 'infra2 --no-snapshot'],
    ['another', {name: 'infra3'}, 'infra2 --with infra3 --no-snapshot'],
    [
      'one elsewhere',
      {name: 'infra3', host: '10.0.0.9'},
      'infra2 --with infra3 --host 10.0.0.9 --no-snapshot',
    ],
  ])('knows the line that saves no snapshot before the dead one becomes %s', (_, change, line) => {
    const node = aMember(2, {initialClusterState: 'existing', ...change});
    const {steps} = plan(scene(ONE_DEAD), 'infra2', node);

    expect(steps.find(({id}) => id === 'save-snapshot')?.input).toMatchObject({
      without: `etcdops member replace ${line}`,
    });
  });

  it('of a living one with another: the new one votes before the old one leaves', () => {
    const made = plan(scene(THREE), 'infra0', aMember(7, {initialClusterState: 'existing'}));

    expect(order(made)).toEqual([
      'add-learner:infra7',
      'start-etcd:infra7',
      'promote-learner:infra7',
      'move-leader:infra0',
      'remove-member:infra0',
      'stop-etcd:infra0',
      'set-aside-data-dir:infra0',
    ]);
  });

  describe('with another one on another machine, ends with what to type there', () => {
    const there = aMember(7, {host: '10.0.0.9', initialClusterState: 'existing'});

    it('of a living one, which votes until the new one does', () => {
      const made = plan(scene(THREE), 'infra0', there);

      expect(ids(made)).toEqual(['add-learner:infra7', 'write-spec:infra7', 'write-files:infra7']);
      expect(made.done).toMatch(
        /nodes\/infra7[^]*\nthen: etcdops member promote infra7\nthen, .*: etcdops member remove infra0$/,
      );
    });

    const far = aProxy('gateway', {name: 'gateway9', host: '10.0.0.9'});

    it('of a living one, with no word of proxies, since clients find the same voters', () => {
      const spec = aSpec({nodes: [...members(3), far]});

      expect(plan(scene(THREE, spec), 'infra0', there).notices).toEqual([]);
    });

    it('of a dead one, which is out by then', () => {
      const spec = aSpec({nodes: [...members(3), aProxy('gateway'), far]});
      const made = plan(scene(ONE_DEAD, spec), 'infra2', there);

      expect(made.notices.join('\n')).toContain('gateway9 is on 10.0.0.9');

      expect(ids(made).slice(-4)).toEqual([
        'add-learner:infra7',
        'write-spec:infra7',
        'write-files:infra7',
        'sync-proxy:gateway0',
      ]);
      expect(made.done).toMatch(/nodes\/infra7[^]*\nthen: etcdops member promote infra7$/);
    });
  });

  it('says that a living one in its own place is missed meanwhile', () => {
    const made = plan(scene(THREE), 'infra0', aMember(0, {initialClusterState: 'existing'}));

    expect(made.notices.join('\n')).toContain('infra0 serves and leads: until it is back');
  });

  it.each([
    ['itself', aMember(1, {initialClusterState: 'existing'})],
    ['another', aMember(7, {initialClusterState: 'existing'})],
  ])('by %s is refused where something else runs it', (_, node) => {
    const facts = {...scene(THREE), managedByOthers: ['infra1']};

    expect(said(plan(facts, 'infra1', node)).join()).toContain('infra1 was started by something else');
  });

  it('is refused for the only member', () => {
    const facts = scene(aMembership([seen(0)]), aSpec({nodes: members(1)}));

    expect(said(plan(facts, 'infra0', aMember(0)))).toEqual(['infra0 is the last member']);
  });
});
