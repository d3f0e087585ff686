import {ADVERTISE_RULES} from './advertise-rules.js';
import {LISTEN_RULES} from './listen-rules.js';
import {MATCH_RULES} from './match-rules.js';
import {REACH_RULES} from './reach-rules.js';
import type {ProcessRule} from './rule.js';
import {URL_RULES} from './url-rules.js';

/** Rules about URLs: whether etcd can read them, listen there, and be reached at what it advertises. */
export const ADDRESS_RULES: readonly ProcessRule[] = [
  ...URL_RULES,
  ...LISTEN_RULES,
  ...ADVERTISE_RULES,
  ...MATCH_RULES,
  ...REACH_RULES,
];
