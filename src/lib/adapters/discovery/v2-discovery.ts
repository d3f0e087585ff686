import type {LookupFunction} from 'node:net';

import type {DiscoveryUrl} from '../../domain/discovery/discovery-url.js';
import type {RegistryContent} from '../../domain/discovery/registry.js';
import {printable} from '../../domain/text/printable.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {httpRequest, type HttpRequest, type HttpResponse} from '../http/http.js';
import type {TlsIdentity} from '../http/tls-identity.js';
import {isKeyMissing, parseFolders, parseRegistry, parseSize} from './parse.js';

export interface DiscoveryCall {
  /** Of each answer, with all redirects on the way to it. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** For https; default: the CAs of the system, as etcd has it. */
  readonly tls?: TlsIdentity | undefined;
  /** How many members the cluster is to have, where that is known: hints name it. */
  readonly size?: number | undefined;
}

/**
 * A v2 discovery service: the v2 keys of an etcd up to 3.5, or what passes them on. Throws E_UNREACHABLE where something
 * else answers, or nothing in time.
 * @see https://etcd.io/docs/v2.3/discovery_protocol/
 */
export interface V2Discovery {
  read(url: DiscoveryUrl, call: DiscoveryCall): Promise<RegistryContent>;
  /** Writes the size of a new token. Resolves to false, with nothing changed, where the token is there already. */
  create(url: DiscoveryUrl, size: number, call: DiscoveryCall): Promise<boolean>;
  /** Asks a service for a token as `/new?size=N`; undefined where it has no such page. Resolves to the URL as it stands there. */
  request(service: string, size: number, call: DiscoveryCall): Promise<string | undefined>;
  /** Resolves to false where there was no such token. */
  remove(url: DiscoveryUrl, call: DiscoveryCall): Promise<boolean>;
  /** All tokens of the service, this one too. */
  tokens(url: DiscoveryUrl, call: DiscoveryCall): Promise<string[]>;
}

/** As many as etcd's own client follows at most. */
const MAX_REDIRECTS = 5;
const SHOWN = 100;
const FORM = 'application/x-www-form-urlencoded';

/** One line of an answer that is none. */
function shownBody(body: string): string {
  const text = body.replace(/\s+/g, ' ').trim();
  return text === '' ? 'nothing' : `"${printable(text, SHOWN)}"`;
}

function hintsFor({size = 3}: DiscoveryCall): string[] {
  return [
    `etcdops discovery serve --size ${size} runs a service here`,
    'etcdops bootstrap static needs none, where the addresses are known',
  ];
}

/** etcd asks a v2 service as anybody asks a web page. */
const OWN_CA =
  'by a CA of your own: SSL_CERT_FILE=ca.crt before this command, and before that which starts etcd';

function unexpected(url: string, {status, body}: HttpResponse, call: DiscoveryCall): OpsError {
  const kind = /^\s*<(!doctype|html)/i.test(body) ? 'a web page' : shownBody(body);
  return new OpsError(
    'E_UNREACHABLE',
    `${url} answered ${status} with ${kind}: that is no discovery service`,
    {
      hints: hintsFor(call),
    },
  );
}

/** A public service: who knows a token is not to spoil it for others. */
function keepsTokens(url: string): OpsError {
  return new OpsError('E_NO_ACCESS', `the service lets nobody remove ${url}`, {
    hints: ['leave it: a token that is used up does no harm', 'or remove it in the etcd behind the service'],
  });
}

/** Where a redirect leads; throws where that is nowhere. */
function target(url: string, location: string, call: DiscoveryCall): string {
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const isWeaker = url.startsWith('https:') && next?.protocol === 'http:';
  if (next !== undefined && /^https?:$/.test(next.protocol) && !isWeaker) return next.href;
  const message = `${url} sends to ${printable(location)}, where nobody is asked`;
  throw new OpsError('E_UNREACHABLE', message, {hints: hintsFor(call)});
}

function isRedirect({status, location}: HttpResponse): boolean {
  return location !== undefined && [301, 302, 303, 307, 308].includes(status);
}

export function createV2Discovery(lookup?: LookupFunction): V2Discovery {
  async function send(
    url: string,
    request: Omit<HttpRequest, 'timeoutMs'>,
    call: DiscoveryCall,
  ): Promise<HttpResponse> {
    const {timeoutMs, signal, tls} = call;
    const deadline = AbortSignal.timeout(timeoutMs);
    const ends = AbortSignal.any([deadline, ...(signal === undefined ? [] : [signal])]);
    let asked = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const response = await httpRequest(asked, {...request, lookup, tls, timeoutMs, signal: ends}).catch(
        (error: unknown) => {
          signal?.throwIfAborted();
          const why = deadline.aborted
            ? `no answer within ${timeoutMs} ms`
            : printable(errorMessage(error), 200);
          throw new OpsError('E_UNREACHABLE', `${asked} cannot be asked: ${why}`, {
            cause: error,
            hints: [...(/certificate|self.signed/i.test(why) ? [OWN_CA] : []), ...hintsFor(call)],
          });
        },
      );
      if (!isRedirect(response)) return response;
      asked = target(asked, response.location!, call);
    }
    throw new OpsError('E_UNREACHABLE', `${url} redirects more than ${MAX_REDIRECTS} times`, {
      hints: hintsFor(call),
    });
  }

  return {
    async read({text}, call) {
      const [size, members] = await Promise.all([
        send(`${text}/_config/size`, {}, call),
        send(text, {}, call),
      ]);
      const isMissing = isKeyMissing(size);
      const value = isMissing ? undefined : parseSize(size);
      if (!isMissing && value === undefined) throw unexpected(`${text}/_config/size`, size, call);
      const keys = isKeyMissing(members) ? [] : parseRegistry(members);
      if (keys === undefined) throw unexpected(text, members, call);
      return {size: value, keys};
    },

    async create({text}, size, call) {
      const url = `${text}/_config/size`;
      const body = new URLSearchParams({value: String(size)}).toString();
      const response = await send(`${url}?prevExist=false`, {method: 'PUT', body, contentType: FORM}, call);
      if (response.status === 412) return false;
      if (response.status === 201 && parseSize(response) !== undefined) return true;
      throw unexpected(url, response, call);
    },

    async request(service, size, call) {
      const url = `${service.replace(/\/$/, '')}/new?size=${size}`;
      const response = await send(url, {}, call);
      if (response.status === 404) return undefined;
      const text = response.body.trim();
      if (response.status === 200 && /^https?:\/\/\S+$/.test(text)) return text;
      throw unexpected(url, response, call);
    },

    async remove({text}, call) {
      const response = await send(`${text}?recursive=true`, {method: 'DELETE'}, call);
      if (isKeyMissing(response)) return false;
      if (response.status === 405) throw keepsTokens(text);
      if (response.status === 200 && response.body.includes('"delete"')) return true;
      throw unexpected(text, response, call);
    },

    async tokens({service, path}, call) {
      const url = `${service}${path.slice(0, path.lastIndexOf('/'))}`;
      const response = await send(url, {}, call);
      if (isKeyMissing(response)) return [];
      const tokens = parseFolders(response);
      if (tokens === undefined) throw unexpected(url, response, call);
      return tokens;
    },
  };
}
