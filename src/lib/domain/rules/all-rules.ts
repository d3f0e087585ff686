import {ADDRESS_RULES} from './address-rules.js';
import {BOOTSTRAP_RULES} from './bootstrap-rules.js';
import {CLUSTER_RULES} from './cluster-rules.js';
import {MACHINE_COMPARING_RULES, MACHINE_RULES} from './machine-rules.js';
import {PROXY_RULES} from './proxy-rules.js';
import type {ClusterRule, ProcessRule} from './rule.js';
import {SOURCE_RULES} from './source-rules.js';
import {TLS_RULES} from './tls-rules.js';
import {VALUE_RULES} from './value-rules.js';

/** Rules about one process, in the order in which their findings are shown for one line. */
export const PROCESS_RULES: readonly ProcessRule[] = [
  ...SOURCE_RULES,
  ...VALUE_RULES,
  ...ADDRESS_RULES,
  ...BOOTSTRAP_RULES,
  ...TLS_RULES,
  ...PROXY_RULES,
  ...MACHINE_RULES,
];

/** Rules that compare processes. */
export const COMPARING_RULES: readonly ClusterRule[] = [...CLUSTER_RULES, ...MACHINE_COMPARING_RULES];
