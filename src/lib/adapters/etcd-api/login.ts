import {OpsError} from '../../errors/ops-error.js';
import type {HttpResponse} from '../http/http.js';
import type {CallOptions} from './call-options.js';
import {errorText, saysAuthIsOff} from './classify-error.js';

/** A user of etcd's own, as `etcdctl user add` makes it. */
export interface EtcdUser {
  readonly name: string;
  readonly password: string;
}

type Send = (url: string, path: string, options: CallOptions & {body: object}) => Promise<HttpResponse>;

const SHOWN = 200;

async function authenticate(
  send: Send,
  url: string,
  {user, options}: {user: EtcdUser; options: CallOptions},
): Promise<string | undefined> {
  const response = await send(url, '/v3/auth/authenticate', {...options, body: user});
  const words = errorText(response.body).slice(0, SHOWN);
  if (response.status === 200) return (JSON.parse(response.body) as {token?: string}).token;
  // Without users everybody is let in, also who names one.
  if (saysAuthIsOff(words)) return undefined;
  throw new OpsError('E_NO_ACCESS', `${url} does not let ${user.name} in: ${words}`, {
    hints: ['check --user and the password: etcdops ctl -- --user NAME auth status'],
    details: {reason: 'auth'},
  });
}

/** The token of the user for each member; each member is asked once, since one that lags does not know another's yet. */
export function createLogin(
  user: EtcdUser | undefined,
  send: Send,
): (url: string, options: CallOptions) => Promise<string | undefined> {
  const tokens = new Map<string, Promise<string | undefined>>();
  return (url, options) => {
    if (user === undefined) return Promise.resolve(undefined);
    let token = tokens.get(url);
    if (token === undefined) {
      token = authenticate(send, url, {user, options});
      tokens.set(url, token);
      // A member that did not answer is asked again by the next call.
      token.catch(() => tokens.delete(url));
    }
    return token;
  };
}
