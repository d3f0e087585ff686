import {ENDPOINT_RULES} from './endpoint-rules.js';
import {ETCDCTL_RULES} from './etcdctl-rules.js';
import {GATEWAY_RULES} from './gateway-rules.js';
import {GRPC_PROXY_RULES} from './grpc-proxy-rules.js';
import {NAMESPACE_RULES} from './namespace-rules.js';
import {PROXY_ADDRESS_RULES} from './proxy-address-rules.js';
import type {ProcessRule} from './rule.js';
import {V2_PROXY_RULES} from './v2-proxy-rules.js';

/** Rules about what stands between clients and members, and about etcdctl. */
export const PROXY_RULES: readonly ProcessRule[] = [
  ...V2_PROXY_RULES,
  ...PROXY_ADDRESS_RULES,
  ...GATEWAY_RULES,
  ...GRPC_PROXY_RULES,
  ...NAMESPACE_RULES,
  ...ETCDCTL_RULES,
  ...ENDPOINT_RULES,
];
