import type {TruthRow} from './truth-row.js';

export const VALUES_ROWS: readonly TruthRow[] = [];
