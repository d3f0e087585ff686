import {AUTH_TOKEN_RULES} from './auth-token-rules.js';
import {BOUNDS_RULES} from './bounds-rules.js';
import {CHOICE_RULES} from './choice-rules.js';
import {CIPHER_RULES} from './cipher-rules.js';
import {COMPACTION_RULES} from './compaction-rules.js';
import {CORS_RULES} from './cors-rules.js';
import {FEATURE_GATE_RULES} from './feature-gate-rules.js';
import {LOG_ROTATION_RULES} from './log-rotation-rules.js';
import {LOG_RULES} from './log-rules.js';
import {NUMBER_RULES} from './number-rules.js';
import {RENAMED_RULES} from './renamed-rules.js';
import type {ProcessRule} from './rule.js';
import {SERVICE_RULES} from './service-rules.js';
import {STORAGE_RULES} from './storage-rules.js';
import {TIMING_RULES} from './timing-rules.js';

/** Rules about values: what etcd does not take, and what it takes although it is wrong. */
export const VALUE_RULES: readonly ProcessRule[] = [
  ...NUMBER_RULES,
  ...CHOICE_RULES,
  ...BOUNDS_RULES,
  ...TIMING_RULES,
  ...STORAGE_RULES,
  ...COMPACTION_RULES,
  ...FEATURE_GATE_RULES,
  ...RENAMED_RULES,
  ...CIPHER_RULES,
  ...LOG_RULES,
  ...LOG_ROTATION_RULES,
  ...AUTH_TOKEN_RULES,
  ...CORS_RULES,
  ...SERVICE_RULES,
];
