import {describe, expect, it} from 'vitest';

import type {MembershipFacts} from '../../../../src/lib/domain/membership/facts.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {factsOf} from '../../../fakes/apply-facts.js';
import {aMember as seen, aMembership} from '../../../fakes/membership.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

describe('proxies in a plan', () => {
  const [GATEWAY, GRPC] = [aProxy('gateway'), aProxy('grpc-proxy')];
  const FAR = aProxy('gateway', {name: 'gateway1', host: '10.0.0.9'});

  it.each<[case_: string, nodes: SpecNode[], facts: MembershipFacts | undefined]>([
    ['one leaves', members(2), undefined],
    ['one joins', [...members(3), aMember(4)], undefined],
    ['a learner votes', members(3), aMembership([seen(0), seen(1), seen(2, {isLearner: true})])],
    [
      'clients find one elsewhere',
      [aMember(0), aMember(1, {ports: {client: 2777, peer: 2390, metrics: 2391}}), aMember(2)],
      undefined,
    ],
  ])(
    'ends with the proxies in step with the members where %s, and names those of other machines',
    (...row) => {
      const [, nodes, facts] = row;
      const spec = aSpec({nodes: [...nodes, GATEWAY, GRPC, FAR]});

      const plan = planApply(factsOf(spec, {made: [...members(3), GATEWAY], ...(facts && {facts})}));

      expect(plan.steps.slice(-4).map(({id}) => id)).toEqual([
        'sync-proxy:gateway0',
        'sync-proxy:grpc-proxy0',
        'record-nodes',
        'verify-health',
      ]);
      expect(plan.notices.filter(text => text.includes('gateway'))).toEqual([
        'gateway1 is on 10.0.0.9 and goes by its old endpoints until somebody changes that there: etcdops proxy sync shows what to type',
      ]);
    },
  );

  it('leaves the proxies alone where the members stay the same', () => {
    const spec = aSpec({nodes: [...members(3), GATEWAY, FAR]});
    const {steps, notices} = planApply(
      factsOf(spec, {made: [...members(3), GATEWAY], changes: {infra1: ['quota-backend-bytes']}}),
    );

    expect(steps.filter(({action}) => action === 'sync-proxy')).toEqual([]);
    expect(notices).toEqual([]);
  });

  it('starts a new one, and stops one that the spec has no more, its files aside', () => {
    const proxy = aProxy('grpc-proxy', {ports: {client: 2419, metrics: 2421}});
    const {steps} = planApply(
      factsOf(aSpec({nodes: [...members(3), proxy]}), {made: [...members(3), GATEWAY]}),
    );

    expect(steps.map(({id}) => id).filter(id => /^(stop|set-aside|restart)-/.test(id))).toEqual([
      'stop-etcd:gateway0',
      'set-aside-files:gateway0',
      'restart-etcd:grpc-proxy0',
    ]);
  });
});
