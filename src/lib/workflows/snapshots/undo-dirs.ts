import {join} from 'node:path';

import {swapBack} from '../../domain/snapshots/swaps.js';
import type {ActionInputs} from '../steps/actions.js';
import type {UndoFacts} from './undo-facts.js';

export type SwapInput = ActionInputs['swap-dir'];

/** The folder `member` of what was kept of a data directory. */
export function keptMember({aside, isInner}: SwapInput['swap']): string {
  return isInner ? aside : join(aside, 'member');
}

type Dirs = Pick<UndoFacts, 'restore' | 'kept'>;

/** Directories that were kept and that somebody has removed since. */
export function goneDirs({restore, kept}: Dirs): SwapInput[] {
  return restore.swaps.filter(({swap}) => swap.hasOld && !kept.has(swap.aside));
}

/** All that they had is there: data without its log, or a log without its data, is of no use. */
export function comingNames(facts: Dirs): Set<string> {
  const lost = new Set(goneDirs(facts).map(({node}) => node.name));
  const had = facts.restore.swaps.filter(({swap}) => swap.kind === 'data' && swap.hasOld);
  return new Set(had.map(({node}) => node.name).filter(name => !lost.has(name)));
}

type Stayed = Dirs & Pick<UndoFacts, 'stayed'>;

/** Those whose data comes back, or was never moved. */
function filledNames(facts: Stayed): Set<string> {
  const stayed = [...facts.stayed].flatMap(([name, hasData]) => (hasData ? [name] : []));
  return new Set([...comingNames(facts), ...stayed]);
}

/** Those of members whose old data is there. */
export function backSwaps(facts: Stayed & Pick<UndoFacts, 'runId'>): SwapInput[] {
  const coming = filledNames(facts);
  return facts.restore.swaps.flatMap(({node, swap}) => {
    const back = coming.has(node.name) ? swapBack(swap, facts.runId) : undefined;
    return back === undefined ? [] : [{node, swap: back}];
  });
}

/** What came where nothing was, or for members whose old data is gone: it fits none of what comes back. */
export function leavingDirs(facts: Stayed & Pick<UndoFacts, 'gone'>): SwapInput[] {
  const coming = filledNames(facts);
  const leaving = facts.restore.swaps.filter(({node, swap}) => !coming.has(node.name) || !swap.hasOld);
  return [...leaving, ...facts.gone];
}

/** Whether the data of any member comes back, or has never been moved. */
export function isAnyBack(facts: Stayed): boolean {
  return filledNames(facts).size > 0;
}

/** Members that have no data when all is over. */
export function emptyNames(facts: Stayed): string[] {
  const filled = filledNames(facts);
  const names = new Set([...facts.restore.swaps.map(({node}) => node.name), ...facts.stayed.keys()]);
  return [...names].filter(name => !filled.has(name));
}
