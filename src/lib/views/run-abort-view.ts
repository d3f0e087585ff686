import type {Step} from '../engine/step.js';
import {printable} from '../domain/text/printable.js';
import type {AbortPlan} from '../workflows/runs/abort-run.js';
import type {View} from './view.js';

export interface ShownAbort extends AbortPlan {
  /** False for a plan that is only shown, or that the user declined. */
  readonly aborted: boolean;
}

function block(heading: string, steps: readonly Pick<Step, 'title'>[]): string[] {
  return steps.length === 0 ? [] : [heading, ...steps.map(({title}) => `  ${printable(title, 300)}`)];
}

/** What an abort undoes, and what it leaves. */
export function formatAbort({undo, stays, left, notices}: AbortPlan): string {
  return [
    ...notices.map(notice => `! ${printable(notice, 600)}`),
    ...block('Undone, in this order:', undo),
    ...block('Stays as it is, since it cannot be undone:', stays),
    ...block('Not done any more:', left),
  ].join('\n');
}

export const runAbortView: View<ShownAbort> = plan => {
  if (!plan.aborted) return `${formatAbort(plan)}\nNothing was changed.`;
  const stays = block('Stays as it is, since it cannot be undone:', plan.stays);
  return [...stays, `The run is over. Next: ${plan.next}`].join('\n');
};
