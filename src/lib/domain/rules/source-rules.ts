import type {ProcessRule} from './rule.js';

export const SOURCE_RULES: readonly ProcessRule[] = [];
