import {mayBeCommitted, REFUSAL_HINTS, type RefusalReason} from '../../domain/membership/refusal.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import type {HttpResponse} from '../http/http.js';
import type {CallOptions} from './call-options.js';
import {classifyError, errorText} from './classify-error.js';

/** How many characters of an answer are shown. */
const SHOWN = 200;

/** Whoever answers may be no etcd. */
function shown(text: string): string {
  return printable(text, SHOWN);
}

/** etcd itself answers a 404 too: for a member that it does not have. */
function isWithoutGateway({status, body}: HttpResponse): boolean {
  return status === 404 && !body.includes('etcdserver:');
}

/** The answer to a question that was not what was asked for. */
export function readFailure(url: string, path: string, response: HttpResponse): OpsError {
  const {status, body} = response;
  const reason = classifyError(errorText(body));
  const hints = [
    ...(isWithoutGateway(response)
      ? ['the JSON gateway of this member is off: remove enable-grpc-gateway: false']
      : []),
    ...(reason === 'auth' ? ['the cluster has users: the same line with --user root'] : []),
  ];
  return new OpsError(
    'E_UNREACHABLE',
    `${url}${path} answered ${[status, shown(body.trim())].filter(Boolean).join(': ')}`,
    {hints, details: {reason}},
  );
}

function changeError(url: string, reason: RefusalReason, {words, cause}: {words: string; cause?: unknown}) {
  const isAmbiguous = mayBeCommitted(reason);
  return new OpsError(
    isAmbiguous ? 'E_UNREACHABLE' : 'E_ETCD_REFUSED',
    `${url} ${isAmbiguous ? 'did not confirm the change' : 'refused the change'}: ${words}`,
    {hints: REFUSAL_HINTS[reason], details: {reason}, cause},
  );
}

/** The answer to a change that was not made, or perhaps not. */
export function changeFailure(url: string, path: string, response: HttpResponse): OpsError {
  if (isWithoutGateway(response)) return readFailure(url, path, response);
  const text = errorText(response.body);
  return changeError(url, classifyError(text), {words: shown(text) || `it answered ${response.status}`});
}

/** Errors of a connection that was there already; a timeout of our own has no code. */
const AFTER_SENDING: ReadonlySet<string | undefined> = new Set([
  undefined,
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * What to throw where no answer to a change came: perhaps it is made, unless nothing can have been sent. That is
 * E_UNREACHABLE without a reason.
 */
export function unansweredChange(url: string, error: unknown, {signal}: CallOptions): unknown {
  if (signal?.aborted === true) return error;
  const isTold = error instanceof OpsError;
  // Who was not let in has asked for nothing.
  if (isTold && error.code !== 'E_UNREACHABLE') return error;
  const code = systemErrorCode(isTold ? error.cause : error);
  if (!AFTER_SENDING.has(code))
    return new OpsError('E_UNREACHABLE', `${url}: ${errorMessage(error)}`, {
      hints: ['etcdops status'],
      cause: error,
    });
  const reason = code === undefined ? 'timed-out' : 'cut-off';
  return changeError(url, reason, {words: errorMessage(error), cause: error});
}
