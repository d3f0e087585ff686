import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {UNREADABLE_YAML} from './container-slips.js';
import type {SourceText} from './place.js';
import {slipOf} from './slip.js';
import type {TreeDocument} from './tree.js';

/** The first problem of each document that cannot be read; the others follow from it. */
export function yamlFindings(documents: readonly TreeDocument[], {text}: SourceText): Finding[] {
  return documents.flatMap(({problems: [problem]}) => {
    if (problem === undefined) return [];
    const {place} = problem;
    const message = `this is no YAML: ${printable(problem.message, 200)}`;
    const isTemplate = text.includes('{{');
    const fix = 'fill in the {{…}} first: helm template NAME CHART | etcdops validate -';
    return [slipOf(UNREADABLE_YAML, {place, message, ...(isTemplate ? {fix} : {})})];
  });
}
