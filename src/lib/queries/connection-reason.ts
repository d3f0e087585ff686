import {REFUSES} from '../domain/cluster/observation.js';
import {errorMessage} from '../errors/ops-error.js';
import {tlsFailureOf} from './pki/tls-reason.js';

/** Readable words for the errors of a connection. */
export function connectionReason(error: unknown): string {
  const message = errorMessage(error);
  const tls = tlsFailureOf(error);
  if (tls !== undefined) return `${tls.why} (etcdops tls verify)`;
  if (message.includes('ECONNREFUSED')) return REFUSES;
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return 'its host name cannot be resolved';
  if (message.includes('ETIMEOUT'))
    return 'its host name cannot be resolved: the name server does not answer';
  return message;
}
