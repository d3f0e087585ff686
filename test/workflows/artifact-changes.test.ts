import {describe, expect, it} from 'vitest';

import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {changedFiles} from '../../src/lib/workflows/artifact-changes.js';
import {renderSpec} from '../../src/lib/workflows/render.js';
import {aWorld} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

const BEFORE = aSpec();

/** The same spec whose first member has settings. */
function withSettings(settings: Readonly<Record<string, number>>): ClusterSpec {
  const [first, ...others] = BEFORE.nodes;
  return {...BEFORE, nodes: [{...first!, settings}, ...others]};
}

const CASES: readonly (readonly [string, ClusterSpec, ClusterSpec, readonly string[]])[] = [
  ['nothing', BEFORE, BEFORE, []],
  ['one member', BEFORE, withSettings({'max-txn-ops': 200}), ['nodes/infra0/etcd.yaml']],
  [
    'the order of settings alone, which is that of the lines',
    withSettings({'max-txn-ops': 200, 'snapshot-count': 5000}),
    withSettings({'snapshot-count': 5000, 'max-txn-ops': 200}),
    ['nodes/infra0/etcd.yaml'],
  ],
];

describe('the files that follow from a changed spec, where it changes', () => {
  it.each(CASES)('%s', async (_what, before, after, paths) => {
    const {context} = await aWorld(before, {running: [], recorded: true});
    const {adapters, loaded} = context;
    await renderSpec(adapters, loaded, {formats: undefined, check: false});

    const changed = await changedFiles({adapters, loaded: {...loaded, spec: after}}, [before], after);

    expect(changed.map(({path}) => path)).toEqual(paths);
    expect(changed.every(({isByHand}) => !isByHand)).toBe(true);
  });
});
