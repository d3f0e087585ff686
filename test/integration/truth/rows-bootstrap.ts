import type {TruthRow} from './truth-row.js';

export const BOOTSTRAP_ROWS: readonly TruthRow[] = [];
