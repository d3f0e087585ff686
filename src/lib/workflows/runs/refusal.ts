import {OpsError} from '../../errors/ops-error.js';
import type {Refusal} from './workflow.js';

/** What stands against a change before it begins. */
export function preflight(message: string, ...hints: readonly string[]): Refusal {
  return {code: 'E_PREFLIGHT', message, hints};
}

/**
 * Every reason at once: who mends one does not want to hear of the next.
 * @throws OpsError with the code of the first
 */
export function assertNoRefusals(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (first === undefined) return;
  const hints = refusals.flatMap(one => one.hints);
  throw new OpsError(first.code, refusals.map(({message}) => message).join('\n  '), {
    // What comes after something comes after all of it.
    hints: hints.filter((hint, index) => hints.lastIndexOf(hint) === index),
  });
}
