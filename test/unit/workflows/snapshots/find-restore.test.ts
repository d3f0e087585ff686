import {expect, it} from 'vitest';

import {asidesOf, findRestore, type EndedRun} from '../../../../src/lib/workflows/snapshots/find-restore.js';
import {factsOf, planOf, RESTORE, RUN} from './undo-scene.js';

const facts = factsOf();
const {swaps, spec, record} = facts.restore;
const step = (action: string, input: unknown) => ({id: action, title: '', action, input}) as never;

const RUNS: readonly EndedRun[] = [
  {header: {id: RUN, workflow: 'snapshot undo', steps: planOf(facts).steps}, end: 'aborted'},
  {
    header: {
      ...{id: RESTORE, workflow: 'snapshot restore'},
      steps: [
        ...swaps.map(input => step('swap-dir', input)),
        step('write-spec', spec),
        step('record-cluster', record),
      ],
    },
    end: 'done',
  },
];

it.each<[string, suffix: string, found: string | undefined]>([
  ['is over where an undo was aborted once the data was back', `.undone-${RUN}`, undefined],
  ['can be taken back still where it was aborted in time', `.replaced-${RESTORE}`, RESTORE],
])('a restore %s', (_, suffix, found) => {
  const kept = new Set(asidesOf(RUNS).filter(path => path.endsWith(suffix)));
  expect(kept.size).toBe(3);
  expect(findRestore(RUNS, kept)?.id).toBe(found);
});
