import {describe, expect, it} from 'vitest';

import {nodeEdits, withNode} from '../../../../src/lib/domain/spec/node-edits.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const KNOWN = aProxy('gateway', {listen: '0.0.0.0', settings: {'retry-delay': '1s'}});
const {listen: _, ...WITHOUT_LISTEN} = KNOWN;
const SPEC = aSpec({nodes: [KNOWN, aMember(0)]});
const NEW = aProxy('gateway', {name: 'gateway1'});

describe('nodeEdits', () => {
  it.each<[what: string, node: SpecNode, edits: ReturnType<typeof nodeEdits>]>([
    ['nothing', {...KNOWN}, []],
    ['a new node', NEW, [{path: ['nodes', 2], value: NEW}]],
    ['a host', {...KNOWN, host: '::1'}, [{path: ['nodes', 0, 'host'], value: '::1'}]],
    [
      'one setting and one more',
      {...KNOWN, settings: {'retry-delay': '2s', 'discovery-srv': 'a.test'}},
      [
        {path: ['nodes', 0, 'settings', 'retry-delay'], value: '2s'},
        {path: ['nodes', 0, 'settings', 'discovery-srv'], value: 'a.test'},
      ],
    ],
    ['a key that goes', WITHOUT_LISTEN, [{path: ['nodes', 0], value: WITHOUT_LISTEN}]],
  ])('%s', (_what, node, edits) => {
    expect(nodeEdits(SPEC, node)).toEqual(edits);
  });
});

describe('withNode', () => {
  it('puts a node in its place, and a new one last', () => {
    const changed = {...KNOWN, host: '::1'};

    expect(withNode(SPEC, changed).nodes).toEqual([changed, aMember(0)]);
    expect(withNode(SPEC, NEW).nodes).toEqual([KNOWN, aMember(0), NEW]);
  });
});
