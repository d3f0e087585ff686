import type {ProcessRule} from './rule.js';

export const MACHINE_RULES: readonly ProcessRule[] = [];
