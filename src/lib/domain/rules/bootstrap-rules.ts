import {DISCOVERY_TOKEN_RULES} from './discovery-agreement-rules.js';
import {DISCOVERY_RULES} from './discovery-rules.js';
import {ENTRY_NAME_RULES} from './entry-name-rules.js';
import {INITIAL_CLUSTER_RULES} from './initial-cluster-rules.js';
import {JOIN_RULES} from './join-rules.js';
import {PEER_URL_RULES} from './peer-url-rules.js';
import type {ProcessRule} from './rule.js';
import {SRV_DISCOVERY_RULES} from './srv-discovery-rules.js';
import {UNREAD_DISCOVERY_RULES} from './unread-discovery-rules.js';

/** Rules about how a member begins: by a list, by discovery, or by joining. */
export const BOOTSTRAP_RULES: readonly ProcessRule[] = [
  ...INITIAL_CLUSTER_RULES,
  ...PEER_URL_RULES,
  ...ENTRY_NAME_RULES,
  ...JOIN_RULES,
  ...DISCOVERY_RULES,
  ...DISCOVERY_TOKEN_RULES,
  ...SRV_DISCOVERY_RULES,
  ...UNREAD_DISCOVERY_RULES,
];
