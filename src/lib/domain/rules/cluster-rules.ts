import {AGREEMENT_RULES} from './agreement-rules.js';
import {DISCOVERY_AGREEMENT_RULES} from './discovery-agreement-rules.js';
import {FOLDER_RULES} from './folder-rules.js';
import {LIST_RULES} from './list-rules.js';
import {MEMBERSHIP_RULES} from './membership-rules.js';
import {PORT_RULES} from './port-rules.js';
import type {ClusterRule} from './rule.js';
import {VERSION_RULES} from './version-rules.js';

/** Rules about all processes together: what members have to agree on, and what no two may share. */
export const CLUSTER_RULES: readonly ClusterRule[] = [
  ...MEMBERSHIP_RULES,
  ...LIST_RULES,
  ...AGREEMENT_RULES,
  ...DISCOVERY_AGREEMENT_RULES,
  ...PORT_RULES,
  ...FOLDER_RULES,
  ...VERSION_RULES,
];
