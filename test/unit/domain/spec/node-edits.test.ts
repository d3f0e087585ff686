import {describe, expect, it} from 'vitest';

import {
  begunAnew,
  restoredAnew,
  specEdits,
  withNode,
  type SpecEdit,
} from '../../../../src/lib/domain/spec/node-edits.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {aJoiner, aMember, aProxy, aSpec} from '../../../fakes/spec.js';
import {changeSpec} from '../../../../src/lib/domain/spec/spec-change.js';

const KNOWN = aProxy('gateway', {listen: '0.0.0.0', settings: {'retry-delay': '1s'}});
const {listen: _, ...WITHOUT_LISTEN} = KNOWN;
const LEARNER = aJoiner(1, {learner: true});
const SPEC = aSpec({nodes: [KNOWN, aMember(0), LEARNER]});
const NEW = aProxy('gateway', {name: 'gateway1'});

describe('specEdits', () => {
  it.each<[what: string, after: ClusterSpec, edits: readonly SpecEdit[]]>([
    ['nothing', withNode(SPEC, {...KNOWN}), []],
    ['a new node', withNode(SPEC, NEW), [{path: ['nodes', 3], value: NEW}]],
    ['a host', withNode(SPEC, {...KNOWN, host: '::1'}), [{path: ['nodes', 0, 'host'], value: '::1'}]],
    [
      'one setting and one more',
      withNode(SPEC, {...KNOWN, settings: {'retry-delay': '2s', 'discovery-srv': 'a.test'}}),
      [
        {path: ['nodes', 0, 'settings', 'retry-delay'], value: '2s'},
        {path: ['nodes', 0, 'settings', 'discovery-srv'], value: 'a.test'},
      ],
    ],
    ['a key that goes', withNode(SPEC, WITHOUT_LISTEN), [{path: ['nodes', 0, 'listen'], value: undefined}]],
    ['a node that goes', changeSpec(SPEC, [{drop: 'infra0'}]), [{path: ['nodes', 1], value: undefined}]],
    [
      'two that go, one that changes and one that comes',
      aSpec({nodes: [aJoiner(1), NEW]}),
      [
        {path: ['nodes', 2, 'learner'], value: undefined},
        {path: ['nodes', 1], value: undefined},
        {path: ['nodes', 0], value: undefined},
        {path: ['nodes', 1], value: NEW},
      ],
    ],
    [
      'a cluster that begins anew',
      begunAnew(SPEC, 'demo-2'),
      [
        {path: ['token'], value: 'demo-2'},
        {path: ['nodes', 2, 'initialClusterState'], value: undefined},
        {path: ['nodes', 2, 'learner'], value: undefined},
      ],
    ],
  ])('%s', (_what, after, edits) => {
    expect(specEdits(SPEC, after)).toEqual(edits);
  });
});

describe('withNode', () => {
  it('puts a node in its place, and a new one last', () => {
    const changed = {...KNOWN, host: '::1'};

    expect(withNode(SPEC, changed).nodes).toEqual([changed, aMember(0), LEARNER]);
    expect(withNode(SPEC, NEW).nodes).toEqual([KNOWN, aMember(0), LEARNER, NEW]);
  });
});

describe('begunAnew', () => {
  it('makes a beginner of whoever joined', () => {
    expect(begunAnew(SPEC, 'demo-2')).toEqual({
      ...SPEC,
      token: 'demo-2',
      nodes: [KNOWN, aMember(0), aMember(1)],
    });
  });
});

describe('restoredAnew', () => {
  it('lets who joined keep its peer URL where DNS names the others, and begin with them elsewhere', () => {
    const srv = {...SPEC, bootstrap: {method: 'srv', domain: 'a.test'}} as const;
    const {learner: __, ...voter} = LEARNER;

    expect(restoredAnew(SPEC, 'demo-2')).toEqual(begunAnew(SPEC, 'demo-2'));
    expect(restoredAnew(srv, 'demo-2')).toEqual({...srv, token: 'demo-2', nodes: [KNOWN, aMember(0), voter]});
  });
});
