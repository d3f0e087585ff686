import {describe, expect, it} from 'vitest';

import {memberOfNode, nodeOfMember} from '../../../../src/lib/domain/membership/member-of-node.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aMember} from '../../../fakes/membership.js';
import {aSpec} from '../../../fakes/spec.js';

const SPEC = aSpec();
const [FIRST, SECOND] = SPEC.nodes;
const ELSEWHERE = ['http://10.0.0.1:2380'];

const at = (node: SpecNode, peer: number): SpecNode => ({...node, ports: {...node.ports, peer}});

describe('the member that a node of the spec is', () => {
  it.each<[string, Parameters<typeof memberOfNode>[2], number | undefined]>([
    ['has its peer URL', {members: [aMember(0), aMember(1)]}, 1],
    ['has its peer URL, whatever its name', {members: [aMember(0), aMember(1, {name: 'other'})]}, 1],
    ['has its peer URL rather than its name', {members: [aMember(0, {name: 'infra1'}), aMember(1)]}, 1],
    ['was made by etcdops elsewhere', {members: [aMember(7, {name: ''})], made: [at(SECOND!, 2450)]}, 7],
    ['has its name, and another peer URL', {members: [aMember(0), aMember(1, {peerUrls: ELSEWHERE})]}, 1],
    ['is none at the place of another node', {members: [aMember(0, {name: 'infra1'})]}, undefined],
    ['is none that never said its name', {members: [aMember(0), aMember(7, {name: ''})]}, undefined],
    ['is none where it is not there', {members: [aMember(0), aMember(2)]}, undefined],
  ])('%s', (_, known, index) => {
    const expected = index === undefined ? undefined : aMember(index).id;

    expect(memberOfNode(SPEC, SECOND!, known)).toEqual(
      expected === undefined ? undefined : expect.objectContaining({id: expected}),
    );
  });

  it('is known the other way round', () => {
    const members = [aMember(0, {peerUrls: ELSEWHERE}), aMember(1), aMember(7)];

    expect(members.map(member => nodeOfMember(SPEC, member, members))).toEqual([FIRST, SECOND, undefined]);
  });
});
