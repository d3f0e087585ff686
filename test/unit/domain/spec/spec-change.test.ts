import {describe, expect, it} from 'vitest';

import {
  changeSpec,
  inOrder,
  inverseOf,
  isChanged,
  standsAs,
  type SpecChange,
} from '../../../../src/lib/domain/spec/spec-change.js';
import {aMember, aSpec} from '../../../fakes/spec.js';

const MOVED = aMember(1, {ports: {client: 9389, peer: 9390, metrics: 9391}});

describe('changes of the nodes of a spec', () => {
  it.each<[string, SpecChange[], string[]]>([
    ['a new one comes last', [{put: aMember(7)}], ['infra0', 'infra1', 'infra2', 'infra7']],
    ['a known one stays where it is', [{put: MOVED}], ['infra0', 'infra1', 'infra2']],
    ['one goes', [{drop: 'infra1'}], ['infra0', 'infra2']],
    ['one goes and one comes', [{drop: 'infra1'}, {put: aMember(7)}], ['infra0', 'infra2', 'infra7']],
  ])('%s, and back', (_, changes, names) => {
    const spec = aSpec();
    const undo = inverseOf(spec, changes);

    const after = changeSpec(spec, changes);

    expect(after.nodes.map(({name}) => name)).toEqual(names);
    expect([isChanged(spec.nodes, changes), isChanged(after.nodes, changes)]).toEqual([false, true]);
    expect(inOrder(changeSpec(after, undo), ['infra0', 'infra1', 'infra2'])).toEqual(spec);
  });

  it('stand where the nodes do, whatever became of their settings', () => {
    const learner = aMember(7, {learner: true});
    const spec = changeSpec(aSpec(), [{put: aMember(7)}]);

    expect(standsAs(spec, [{put: learner}])).toBe(true);
    expect(standsAs(spec, [{drop: 'infra7'}])).toBe(false);
    expect(standsAs(spec, [{put: aMember(7, {host: '10.0.0.9'})}])).toBe(false);
    expect(standsAs(aSpec(), [{put: learner}])).toBe(false);
  });
});
