import {expect, it} from 'vitest';

import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {specDigest, specDigests} from '../../../../src/lib/domain/spec/spec-digest.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

const SPEC = aSpec({nodes: [...members(3), aProxy('gateway', {settings: {endpoints: 'a:1'}})]});
const gateway = (settings: object) => aProxy('gateway', {settings: {...settings}});

it.each<[what: string, other: ClusterSpec, isSame: boolean]>([
  ['its keys in another order', Object.fromEntries(Object.entries(SPEC).reverse()) as never, true],
  ['another list of a proxy', {...SPEC, nodes: [...members(3), gateway({endpoints: 'b:1'})]}, true],
  ['no list of a proxy', {...SPEC, nodes: [...members(3), gateway({})]}, true],
  ['another setting', {...SPEC, nodes: [...members(3), gateway({'retry-delay': '3s'})]}, false],
  ['one node less', {...SPEC, nodes: members(3)}, false],
  ['another address', {...SPEC, nodes: [aMember(0, {host: '10.0.0.1'}), ...SPEC.nodes.slice(1)]}, false],
  ['another version', {...SPEC, etcd: {version: '3.6.16'}}, false],
])('a spec with %s is the same or not', (_, other, isSame) => {
  expect(specDigest(other) === specDigest(SPEC)).toBe(isSame);
});

it('the spec of a run is known before and after each of its own writes, and each once', () => {
  const learner = aMember(3, {learner: true});
  const writes = [
    {changes: [{put: learner}], undo: [{drop: 'infra3'}]},
    {changes: [{put: aMember(3)}], undo: [{put: learner}]},
    {changes: [{drop: 'infra9'}], undo: [{drop: 'infra9'}]},
  ];
  const after = (node: object) => specDigest({...SPEC, nodes: [...SPEC.nodes, node as never]});

  expect(specDigests(SPEC, writes)).toEqual([specDigest(SPEC), after(learner), after(aMember(3))]);
});
