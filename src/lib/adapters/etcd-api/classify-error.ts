import type {RefusalReason} from '../../domain/membership/refusal.js';
import type {HttpResponse} from '../http/http.js';

/** Of two that fit, the first one counts. */
const TEXTS: readonly (readonly [RegExp, RefusalReason])[] = [
  [/etcdserver: unhealthy cluster/, 'unhealthy-cluster'],
  [/re-configuration failed due to not enough started members/, 'not-enough-started'],
  [/Peer URLs already exists/, 'peer-url-exists'],
  [/member ID already exist/, 'member-id-exists'],
  [/etcdserver: member not found/, 'member-not-found'],
  [/given member URLs are invalid/, 'bad-peer-url'],
  [/too many learner members in cluster/, 'too-many-learners'],
  [/can only promote a learner member which is in sync with leader/, 'learner-not-in-sync'],
  [/can only promote a learner member/, 'not-a-learner'],
  [/etcdserver: no leader/, 'no-leader'],
  [/etcdserver: not leader/, 'not-leader'],
  [/etcdserver: bad leader transferee/, 'bad-transferee'],
  [/rpc not supported for learner/, 'not-for-learner'],
  [
    /user name is empty|user name not found|user not found|permission denied|invalid auth token|authentication failed/,
    'auth',
  ],
  [/request timed out|context deadline exceeded/, 'timed-out'],
  [/etcdserver: server stopped|context canceled|transport is closing|error reading from server/, 'cut-off'],
];

/** The error's own words in an answer of the JSON gateway; the whole body where it has another form. */
export function errorText(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    const {message, error} = (answer ?? {}) as Record<string, unknown>;
    const words = [message, error].find(text => typeof text === 'string' && text !== '');
    return typeof words === 'string' ? words : body.trim();
  } catch {
    // Not the gateway's answer; who reads the error sees what came.
    return body.trim();
  }
}

/** etcd's own words → why. The one place that reads them. */
export function classifyError(text: string): RefusalReason {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}

/** Whether a cluster has no users, so that nobody can log in. */
export function saysAuthIsOff(text: string): boolean {
  return text.includes('authentication is not enabled');
}

/**
 * Whether a member wants another token than it was shown: it does not know this one, any more or yet; or there was none,
 * and the cluster has users since, as by a restore. The request was not carried out. etcd's own client logs in again at
 * the same words.
 * @see https://github.com/etcd-io/etcd/blob/v3.5.21/client/v3/retry_interceptor.go
 */
export function wantsAnotherToken(words: string, shown: string | undefined): boolean {
  // By the CN of a certificate somebody without a token may be a user, and one who may not.
  if (shown === undefined) return classifyError(words) === 'auth';
  return /invalid auth token|user name is empty/.test(words);
}

/**
 * Whether the JSON gateway turns the request away, unheard, for the CN of the certificate that was shown: so it does in a
 * cluster with users, since nobody shall be taken for the user of that name there.
 */
export function refusesCommonName({status, body}: HttpResponse): boolean {
  return status === 400 && body.includes('CommonName of client sending a request against gateway');
}

/** Whether a revision was asked for that the cluster has given up. */
export function saysCompacted(text: string): boolean {
  return text.includes('required revision has been compacted');
}
