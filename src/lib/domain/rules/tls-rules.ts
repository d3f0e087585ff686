import type {ProcessRule} from './rule.js';

export const TLS_RULES: readonly ProcessRule[] = [];
