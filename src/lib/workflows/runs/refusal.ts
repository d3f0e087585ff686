import type {Refusal} from './workflow.js';

/** What stands against a change before it begins. */
export function preflight(message: string, ...hints: readonly string[]): Refusal {
  return {code: 'E_PREFLIGHT', message, hints};
}
