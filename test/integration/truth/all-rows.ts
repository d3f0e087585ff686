import {BOOTSTRAP_ROWS} from './rows-bootstrap.js';
import {PRECEDENCE_ROWS} from './rows-precedence.js';
import {VALID_ROWS} from './rows-valid.js';
import {VALUES_ROWS} from './rows-values.js';
import type {TruthRow} from './truth-row.js';

/** Every configuration that real etcd runs and `validate` judges. */
export const TRUTH_ROWS: readonly TruthRow[] = [
  ...PRECEDENCE_ROWS,
  ...BOOTSTRAP_ROWS,
  ...VALUES_ROWS,
  ...VALID_ROWS,
];
