import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {UNREADABLE_YAML} from './container-slips.js';
import {slipOf} from './slip.js';
import type {TreeDocument} from './tree.js';

/** The first problem of a document that cannot be read; the others follow from it. */
export function yamlFindings(document: TreeDocument | undefined): Finding[] {
  const [problem] = document?.problems ?? [];
  if (problem === undefined) return [];
  const {message, place} = problem;
  return [slipOf(UNREADABLE_YAML, {place, message: `this is no YAML: ${printable(message, 200)}`})];
}
