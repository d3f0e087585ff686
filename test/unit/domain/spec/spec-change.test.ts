import {describe, expect, it} from 'vitest';

import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {
  changeSpec,
  inOrder,
  inverseOf,
  isChanged,
  standsAs,
  type SpecChange,
} from '../../../../src/lib/domain/spec/spec-change.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';

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

const SPEC = aSpec({nodes: members(2)});
const INFRA1 = SPEC.nodes[1]!;

function withInfra1(node: SpecNode) {
  return aSpec({nodes: [SPEC.nodes[0]!, node]});
}

describe('a change of the spec, once somebody has edited it', () => {
  const learner: SpecNode = {...INFRA1, learner: true};
  const {learner: _, ...voter} = learner;
  const changes: SpecChange[] = [{put: voter}];
  const undo: SpecChange[] = [{put: learner}];

  it.each<[string, Partial<SpecNode>]>([
    ['nothing', {}],
    ['a setting', {settings: {'heartbeat-interval': 200}}],
    ['a port', {ports: {...INFRA1.ports, client: 9999}}],
  ])('keeps %s that it is not about', (_what, edit) => {
    const now = withInfra1({...learner, ...edit});

    const changed = changeSpec(now, changes, undo);

    expect(changed.nodes[1]).toEqual({...voter, ...edit});
    expect(isChanged(now.nodes, changes, undo)).toBe(false);
    expect(isChanged(changed.nodes, changes, undo)).toBe(true);
    expect(changeSpec(changed, undo, changes).nodes[1]).toEqual({...learner, ...edit});
  });

  it('adds to settings, and keeps the others', () => {
    const wanted: SpecChange[] = [{put: {...INFRA1, settings: {'enable-v2': true}}}];
    const now = withInfra1({...INFRA1, settings: {'heartbeat-interval': 200}});

    const changed = changeSpec(now, wanted, inverseOf(withInfra1({...INFRA1, settings: {}}), wanted));

    expect(changed.nodes[1]!.settings).toEqual({'heartbeat-interval': 200, 'enable-v2': true});
  });

  it('takes nothing over from a node of another kind', () => {
    const proxy: SpecNode = {name: 'infra1', role: 'gateway', host: INFRA1.host, ports: {client: 9000}};
    const now = withInfra1({...proxy, settings: {'retry-delay': '1s'}});

    expect(changeSpec(now, [{put: INFRA1}], [{put: proxy}]).nodes[1]).toEqual(INFRA1);
  });
});
