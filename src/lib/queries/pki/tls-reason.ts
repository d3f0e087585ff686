import {explainTlsFailure, type TlsFailure} from '../../domain/pki/tls-failure.js';
import {errorMessage, systemErrorCode} from '../../errors/ops-error.js';

/** Why TLS let a call to etcd fail; undefined where it was something else. */
export function tlsFailureOf(error: unknown): TlsFailure | undefined {
  return explainTlsFailure(`${systemErrorCode(error) ?? ''} ${errorMessage(error)}`);
}
