import type {ProcessRule} from './rule.js';

export const BOOTSTRAP_RULES: readonly ProcessRule[] = [];
