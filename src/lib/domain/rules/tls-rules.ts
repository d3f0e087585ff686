import type {ProcessRule} from './rule.js';
import {TLS_ALLOWED_RULES} from './tls-allowed-rules.js';
import {TLS_CERTIFICATE_RULES} from './tls-certificate-rules.js';
import {TLS_PLAIN_RULES} from './tls-plain-rules.js';
import {TLS_TRUST_RULES} from './tls-trust-rules.js';

/** Rules about how TLS is set up; what is in the files is another matter. */
export const TLS_RULES: readonly ProcessRule[] = [
  ...TLS_CERTIFICATE_RULES,
  ...TLS_PLAIN_RULES,
  ...TLS_TRUST_RULES,
  ...TLS_ALLOWED_RULES,
];
