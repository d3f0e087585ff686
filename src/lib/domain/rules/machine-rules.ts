import {DATA_CLUSTER_RULES} from './data-cluster-rules.js';
import {DATA_DIR_RULES} from './data-dir-rules.js';
import {DATA_OWNER_RULES} from './data-owner-rules.js';
import {GATEWAY_CERTIFICATE_RULES} from './gateway-certificate-rules.js';
import {GRPC_PROXY_TLS_RULES} from './grpc-proxy-tls-rules.js';
import {NAMED_FILE_RULES} from './named-file-rules.js';
import type {ClusterRule, ProcessRule} from './rule.js';
import {TLS_AUTHORITY_RULES} from './tls-authority-rules.js';
import {TLS_CONTENT_RULES} from './tls-content-rules.js';
import {TLS_DATE_RULES} from './tls-date-rules.js';
import {TLS_FITNESS_RULES} from './tls-fitness-rules.js';
import {TLS_CA_KEY_KIND_RULES, TLS_KEY_KIND_RULES} from './tls-key-kind-rules.js';
import {TLS_PEER_TRUST_RULES} from './tls-peer-trust-rules.js';
import {WAL_RULES} from './wal-rules.js';

/** Rules about what is on this machine: files that a process names, and its data. */
export const MACHINE_RULES: readonly ProcessRule[] = [
  ...NAMED_FILE_RULES,
  ...TLS_CONTENT_RULES,
  ...TLS_KEY_KIND_RULES,
  ...TLS_FITNESS_RULES,
  ...GRPC_PROXY_TLS_RULES,
  ...DATA_DIR_RULES,
  ...WAL_RULES,
  ...DATA_OWNER_RULES,
];

/** The same, where members are compared. */
export const MACHINE_COMPARING_RULES: readonly ClusterRule[] = [
  ...DATA_CLUSTER_RULES,
  ...TLS_AUTHORITY_RULES,
  ...TLS_CA_KEY_KIND_RULES,
  ...TLS_PEER_TRUST_RULES,
  ...TLS_DATE_RULES,
  ...GATEWAY_CERTIFICATE_RULES,
];
