import {ARGUMENT_RULES} from './argument-rules.js';
import {CONFIG_FILE_RULES} from './config-file-rules.js';
import {CONFIG_KEY_RULES} from './config-key-rules.js';
import {CONFIG_TYPE_RULES} from './config-type-rules.js';
import {DROPPED_RULES} from './dropped-rules.js';
import {FLAG_RULES} from './flag-rules.js';
import {QUOTING_RULES} from './quoting-rules.js';
import type {ProcessRule} from './rule.js';
import {SHADOW_RULES} from './shadow-rules.js';
import {VARIABLE_RULES} from './variable-rules.js';
import {VERSION_PROCESS_RULES} from './version-rules.js';

/** Rules about how values reach etcd: what it refuses to read, and what it does not read at all. */
export const SOURCE_RULES: readonly ProcessRule[] = [
  ...FLAG_RULES,
  ...ARGUMENT_RULES,
  ...SHADOW_RULES,
  ...VARIABLE_RULES,
  ...DROPPED_RULES,
  ...CONFIG_FILE_RULES,
  ...CONFIG_KEY_RULES,
  ...CONFIG_TYPE_RULES,
  ...QUOTING_RULES,
  ...VERSION_PROCESS_RULES,
];
