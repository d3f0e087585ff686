import type {TruthRow} from './truth-row.js';

export const PRECEDENCE_ROWS: readonly TruthRow[] = [];
