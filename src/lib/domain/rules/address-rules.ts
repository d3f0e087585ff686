import type {ProcessRule} from './rule.js';

export const ADDRESS_RULES: readonly ProcessRule[] = [];
