import type {ProcessRule} from './rule.js';

export const VALUE_RULES: readonly ProcessRule[] = [];
