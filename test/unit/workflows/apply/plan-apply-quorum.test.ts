import {expect, it} from 'vitest';

import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {planApply} from '../../../../src/lib/workflows/apply/plan-apply.js';
import {factsOf, type Given} from '../../../fakes/apply-facts.js';
import {aDeadMember, aMember as seen, aMembership, anAddedMember} from '../../../fakes/membership.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';

it.each<[string, ClusterSpec, Given, RegExp]>([
  [
    'what moves a member',
    aSpec({nodes: [aMember(0), aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}})]}),
    {facts: aMembership([seen(0), seen(1)]), made: members(2)},
    /etcdops member update infra1 --peer-url http:\/\/127\.0\.0\.1:2777$/,
  ],
  [
    'who brings the dead one back',
    aSpec(),
    {facts: aMembership([seen(0), seen(1), aDeadMember(2)]), changes: {infra1: ['s']}},
    /etcdops up infra2$/,
  ],
  [
    'more members',
    aSpec({nodes: members(1)}),
    {facts: aMembership([seen(0)]), made: members(1), changes: {infra0: ['s']}},
    /etcdops member add$/,
  ],
])('names where a restart would cost the quorum %s', (_, spec, given, hint) => {
  expect(planApply(factsOf(spec, given)).refusals.at(-1)!.hints.at(-1)).toMatch(hint);
});

it('names one that never started by its peer URL where a restart would cost the quorum', () => {
  const facts = aMembership([seen(0), seen(1), seen(2), anAddedMember(3)]);
  const {refusals} = planApply(factsOf(aSpec({nodes: members(4)}), {facts, changes: {infra1: ['s']}}));

  const {message, hints} = refusals.at(-1)!;
  expect(message).toMatch(/the member at http:\/\/127\.0\.0\.1:2410 \(\w+, never started\) does not serve/);
  expect(hints).toEqual([
    'to finish its addition: etcdops member add infra3',
    expect.stringMatching(/^or take it back: etcdops member remove \w+$/),
  ]);
});
