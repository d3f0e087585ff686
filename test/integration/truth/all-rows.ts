import {BOOTSTRAP_ROWS} from './rows-bootstrap.js';
import {CONFIG_KEY_ROWS} from './rows-config-keys.js';
import {CRASH_ROWS} from './rows-crashes.js';
import {DATA_ROWS} from './rows-data.js';
import {MACHINE_ROWS} from './rows-machine.js';
import {OWN_KEY_ROWS} from './rows-own-keys.js';
import {PRECEDENCE_ROWS} from './rows-precedence.js';
import {ROLE_ROWS} from './rows-roles.js';
import {TLS_CONTENT_ROWS} from './rows-tls-content.js';
import {TLS_FILE_ROWS} from './rows-tls-files.js';
import {PROXY_TLS_ROWS} from './rows-proxy-tls.js';
import {TLS_FIT_ROWS} from './rows-tls-fit.js';
import {TLS_KIND_ROWS} from './rows-tls-kinds.js';
import {TLS_OPTION_ROWS} from './rows-tls-options.js';
import {VALID_ROWS} from './rows-valid.js';
import {VALUES_ROWS} from './rows-values.js';
import {WORD_ROWS} from './rows-words.js';
import type {TruthRow} from './truth-row.js';

/** Every configuration that real etcd runs and `validate` judges. */
export const TRUTH_ROWS: readonly TruthRow[] = [
  ...PRECEDENCE_ROWS,
  ...WORD_ROWS,
  ...CONFIG_KEY_ROWS,
  ...OWN_KEY_ROWS,
  ...BOOTSTRAP_ROWS,
  ...VALUES_ROWS,
  ...TLS_CONTENT_ROWS,
  ...TLS_FIT_ROWS,
  ...TLS_KIND_ROWS,
  ...PROXY_TLS_ROWS,
  ...TLS_FILE_ROWS,
  ...TLS_OPTION_ROWS,
  ...ROLE_ROWS,
  ...MACHINE_ROWS,
  ...CRASH_ROWS,
  ...DATA_ROWS,
  ...VALID_ROWS,
];
