import {VALID_ADDRESS_ROWS} from './rows-valid-addresses.js';
import {VALID_INPUT_ROWS} from './rows-valid-inputs.js';
import {VALID_ROLE_ROWS} from './rows-valid-roles.js';
import {VALID_SETTING_ROWS} from './rows-valid-settings.js';
import {VALID_TEXT_ROWS} from './rows-valid-texts.js';
import {VALID_TLS_ROWS} from './rows-valid-tls.js';
import type {TruthRow} from './truth-row.js';

/** Set-ups that are unusual and right: etcd starts, and `validate` has nothing to say against them. */
export const VALID_ROWS: readonly TruthRow[] = [
  ...VALID_ADDRESS_ROWS,
  ...VALID_TEXT_ROWS,
  ...VALID_INPUT_ROWS,
  ...VALID_TLS_ROWS,
  ...VALID_SETTING_ROWS,
  ...VALID_ROLE_ROWS,
];
