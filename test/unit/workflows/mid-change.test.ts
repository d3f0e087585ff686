import {expect, it} from 'vitest';

import type {StepProgress} from '../../../src/lib/engine/run-state.js';
import type {RecordedRun} from '../../../src/lib/queries/run-journals.js';
import {notMembers} from '../../../src/lib/workflows/membership/assert-members.js';
import {isMidChange} from '../../../src/lib/workflows/runs/mid-change.js';
import {aMember as member} from '../../fakes/membership.js';
import {aJoiner, aMember, aSpec, members} from '../../fakes/spec.js';

type Begun = Readonly<Record<string, StepProgress>>;

/** A run of steps about infra2, and one about another, as far as it came. */
function aRun(begun: Begun): RecordedRun {
  const kinds = ['remove-member', 'stop-etcd', 'add-learner', 'start-etcd', 'promote-learner'];
  const steps = [{id: 'remove-member:infra20'}, ...kinds.map(kind => ({id: `${kind}:infra2`}))];
  const progress = new Map(Object.entries(begun).map(([kind, how]) => [`${kind}:infra2`, how]));
  return {journal: {header: {steps}}, state: {progress, aborting: false}} as unknown as RecordedRun;
}

const REMOVED = {'remove-member': 'finished'} as const;

it.each<[what: string, begun: Begun, isMid: boolean, joinerToo: boolean]>([
  ['nothing is done', {}, false, false],
  ['it may be removed, and has its data', {'remove-member': 'started'}, false, false],
  ['it is removed', REMOVED, true, true],
  ['it was removed by somebody else', {'remove-member': 'skipped'}, true, true],
  ['it may be added again', {...REMOVED, 'add-learner': 'started'}, true, false],
  ['it is added again', {...REMOVED, 'add-learner': 'finished'}, true, false],
  ['a start is begun', {...REMOVED, 'add-learner': 'finished', 'start-etcd': 'started'}, false, false],
  ['it is started', {...REMOVED, 'add-learner': 'finished', 'start-etcd': 'finished'}, false, false],
  ['it is stopped again', {...REMOVED, 'add-learner': 'finished', 'start-etcd': 'undone'}, true, false],
  ['it is taken back', {...REMOVED, 'add-learner': 'undone', 'start-etcd': 'undone'}, true, true],
])('a member may not be started by others, or may, where %s', (_, begun, isMid, joinerToo) => {
  expect(isMidChange(aRun(begun), aMember(2))).toBe(isMid);
  expect(isMidChange(aRun(begun), aJoiner(2))).toBe(joinerToo);
});

it.each<[what: string, listed: ReturnType<typeof member>[], isConfirmed: boolean, names: string[]]>([
  ['has it', [member(0), member(1), member(2)], true, []],
  ['has it, and has not heard its name yet', [member(0), member(2, {name: '', started: false})], true, []],
  ['has it at another URL', [member(0), member(2, {peerUrls: ['http://10.0.0.9:2380']})], true, []],
  ['has it not', [member(0), member(1)], true, ['infra2']],
  ['had it not some time ago', [member(0), member(1)], false, []],
])('of a cluster that %s it is told who is no member', (_, listed, isConfirmed, names) => {
  const spec = aSpec({nodes: members(3)});
  const facts = {isConfirmed, members: listed};
  expect(notMembers(spec, [spec.nodes[2]!], facts).map(({name}) => name)).toEqual(names);
});
