import {refusalReasonOf} from '../../domain/membership/refusal.js';
import {OpsError} from '../../errors/ops-error.js';
import type {HttpResponse} from '../http/http.js';
import type {CallOptions} from './call-options.js';
import {classifyError, errorText, saysAuthIsOff} from './classify-error.js';

/** A user of etcd's own, as `etcdctl user add` makes it. */
export interface EtcdUser {
  readonly name: string;
  readonly password: string;
}

/** A POST of JSON. */
export type Send = (
  url: string,
  path: string,
  options: CallOptions & {body: object},
) => Promise<HttpResponse>;

const SHOWN = 200;

async function authenticate(
  send: Send,
  url: string,
  {user, options}: {user: EtcdUser; options: CallOptions},
): Promise<string | undefined> {
  const response = await send(url, '/v3/auth/authenticate', {...options, body: user});
  const words = errorText(response.body).slice(0, SHOWN);
  if (response.status === 200) return (JSON.parse(response.body) as {token?: string}).token;
  const reason = classifyError(words);
  if (reason === 'not-for-learner')
    throw new OpsError('E_UNREACHABLE', `${url}: ${words}`, {details: {reason}});
  // Without users everybody is let in, also who names one.
  if (saysAuthIsOff(words)) return undefined;
  throw new OpsError('E_NO_ACCESS', `${url} does not let ${user.name} in: ${words}`, {
    hints: ['check --user and the password: etcdops ctl -- --user NAME auth status'],
    details: {reason: 'auth'},
  });
}

/** A user, and the tokens that members gave it. */
export interface Login {
  readonly name: string;
  /** Undefined where the cluster has no users. */
  tokenAt(url: string, send: Send, options: CallOptions): Promise<string | undefined>;
  /** A member that was started again does not know its tokens any more. */
  readonly forget: (url: string) => void;
}

/** Each member is asked once, since one that lags does not know another's token yet. */
export function createLogin(user: EtcdUser): Login {
  const tokens = new Map<string, Promise<string | undefined>>();
  let newest: string | undefined;
  async function logIn(url: string, send: Send, options: CallOptions): Promise<string | undefined> {
    try {
      const token = await authenticate(send, url, {user, options});
      newest = token ?? newest;
      return token;
    } catch (error) {
      // A learner lets nobody log in, and knows the tokens of the others.
      if (refusalReasonOf(error) === 'not-for-learner' && newest !== undefined) return newest;
      throw error;
    }
  }
  return {
    name: user.name,
    tokenAt(url, send, options) {
      const known = tokens.get(url);
      if (known !== undefined) return known;
      const token = logIn(url, send, options);
      tokens.set(url, token);
      // A member that did not answer is asked again by the next call.
      token.catch(() => tokens.delete(url));
      return token;
    },
    forget: url => void tokens.delete(url),
  };
}
