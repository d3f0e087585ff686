import {describe, expect, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import {memberAdd, placeMember} from '../../../../src/lib/workflows/membership/add.js';
import type {Scene} from '../../../../src/lib/workflows/membership/scene.js';
import {aMember as seen, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {aScene as scene, idsOf as ids, refusalsOf as said} from '../../../fakes/plans.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

const GATEWAY = aProxy('gateway');

describe('member add of a voter that the quorum waits for', () => {
  const alone = (half: MembershipFacts['members'][number]) =>
    scene(
      aMembership([seen(0, {serving: false, alarms: ['NOSPACE']}), half], {isConfirmed: false}),
      aSpec({nodes: [...members(1), GATEWAY]}),
    );
  const added = (url: string, isLearner = false) => anAddedMember(4, {peerUrls: [url], isLearner});
  const planned = (facts: Scene, host?: string) => {
    const node = placeMember(facts.spec, {name: 'infra1', ...(host === undefined ? {} : {host})});
    return memberAdd.plan({name: 'infra1', mode: 'learner-first'}, {...facts, node, unfit: []});
  };

  it('is started for good, and who waited is to be healthy with it', () => {
    const made = planned(alone(added('http://127.0.0.1:2390')));

    expect(said(made)).toEqual([]);
    expect(ids(made).slice(2)).toEqual(['start-etcd:infra1', 'verify-health', 'sync-proxy:gateway0']);
    expect(made.steps.find(({action}) => action === 'start-etcd')).toMatchObject({
      input: {node: 'infra1'},
      pointOfNoReturn: true,
    });
    expect(made.steps.find(({id}) => id === 'verify-health')!.input).toEqual({});
    expect(made.notices.join()).not.toContain('does not serve');
  });

  it('is started by hand on another machine, and nobody promotes it', () => {
    const made = planned(alone(added('http://10.0.0.4:2380')), '10.0.0.4');

    expect(said(made)).toEqual([]);
    expect(ids(made)).toEqual(['write-spec:infra1', 'write-files:infra1']);
    expect(made.done).toMatch(/then: etcdops status$/);
  });

  it('is not another one', () => {
    const {node: _, ...unknown} = added('http://127.0.0.1:7777');
    const [first, stranger] = planned(alone(unknown)).refusals;

    expect(first!.message).toContain('has been added and not started, and 2 of 2 voters are needed');
    expect(first!.hints.join()).toMatch(/etcdops member add NAME.*etcdops snapshot restore/);
    expect(stranger!.hints.join()).not.toContain('etcdops member remove');
  });

  it('is none beside a dead member, which may have acknowledged writes with it', () => {
    const half = added('http://127.0.0.1:2390');
    const {raftTerm: _, ...dead} = seen(2, {serving: false});
    const three = aMembership([seen(0, {serving: false}), half, dead], {isConfirmed: false});

    const [first] = said(planned(scene(three, aSpec({nodes: members(1)}))));
    expect(first).toContain('the cluster has no quorum');
  });

  it('is no learner, which has no say in it', () => {
    expect(said(planned(alone(added('http://127.0.0.1:2390', true))))).toEqual([
      expect.stringContaining('the cluster has no quorum: infra0'),
    ]);
  });
});
