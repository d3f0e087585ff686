import type {ProcessRule} from './rule.js';

export const PROXY_RULES: readonly ProcessRule[] = [];
