import type {ClusterRule} from './rule.js';

export const CLUSTER_RULES: readonly ClusterRule[] = [];
