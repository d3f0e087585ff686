import {hostProblem} from '../nodes/hosts.js';
import {MAX_PORT} from '../nodes/ports.js';
import {tokenProblem} from '../nodes/names.js';
import {printable} from '../text/printable.js';

/** Where an etcd keeps what members register by v2 discovery. */
const V2_REGISTRY = '/v2/keys/_etcd/registry';
/** The service that etcd's documents name. Nobody keeps it alive any more. */
export const PUBLIC_SERVICE = 'https://discovery.etcd.io';

/** What stands in `discovery` of a member: the service, and behind it the token of one cluster. */
export interface DiscoveryUrl {
  /** As etcd takes it: each member must have the same text, since the ids of the cluster follow from it. */
  readonly text: string;
  /** `http://10.0.0.9:2379` */
  readonly service: string;
  /** `/v2/keys/_etcd/registry/TOKEN`, or `/TOKEN` of a service that is more than an etcd. */
  readonly path: string;
  readonly token: string;
}

/** The parts of a URL, none of which is decoded or made shorter. */
const PARTS = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)([^?#]*)([?#].*)?$/i;
const HOST_PORT = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/;

function authorityProblem(authority: string): string | undefined {
  if (authority === '') return 'names no host';
  if (authority.includes('@')) return 'has a user in it, which etcd does not pass on';
  const [, host = '', port] = HOST_PORT.exec(authority) ?? [];
  const bare = /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
  const problem = hostProblem(bare);
  if (problem !== undefined) return `names no host that can be asked: ${problem}`;
  if (port === undefined) return undefined;
  const isPort = /^[1-9]\d{0,4}$/.test(port) && Number(port) <= MAX_PORT;
  return isPort ? undefined : `has "${printable(port, 20)}" for a port`;
}

function textProblem(text: string): string | undefined {
  if (text === '') return 'is empty';
  if (text.length > 2000) return `has ${text.length} characters`;
  if (/[^\x21-\x7e]/.test(text)) return 'has spaces, control characters or letters that no URL has';
  return /^https?:\/\//i.test(text) ? undefined : 'does not begin with http:// or https://';
}

function pathProblem(path: string, rest: string | undefined): string | undefined {
  if (rest !== undefined)
    return `has "${printable(rest, 40)}" behind the token, which etcd does not ask with`;
  const segments = path.split('/').slice(1);
  if (path.includes('%')) return 'has an escape (%): members would read it in two ways';
  if (segments.every(segment => segment === '')) return 'ends before the token of the cluster';
  if (segments.at(-1) === '') return 'ends with "/", which makes another cluster of it: leave it out';
  if (segments.some(segment => ['', '.', '..'].includes(segment)))
    return 'has an empty part or dots in its path';
  if (path === V2_REGISTRY || segments[0] === 'new') return 'ends before the token of the cluster';
  return segments.includes('_config') ? 'points into the settings of a token, not at a token' : undefined;
}

/** What is wrong with the URL of a token, to stand behind it in a sentence; or undefined. */
export function discoveryUrlProblem(text: string): string | undefined {
  const early = textProblem(text);
  if (early !== undefined) return early;
  const [, , authority = '', path = '', rest] = PARTS.exec(text) ?? [];
  const problem = authorityProblem(authority) ?? pathProblem(path, rest);
  if (problem !== undefined) return problem;
  const token = tokenProblem(path.slice(path.lastIndexOf('/') + 1));
  return token === undefined ? undefined : `has no token that can be used: ${token}`;
}

/** Undefined where `discoveryUrlProblem` has something to say. */
export function parseDiscoveryUrl(text: string): DiscoveryUrl | undefined {
  if (discoveryUrlProblem(text) !== undefined) return undefined;
  const [, scheme = '', authority = '', path = ''] = PARTS.exec(text)!;
  return {text, service: `${scheme}://${authority}`, path, token: path.slice(path.lastIndexOf('/') + 1)};
}

/** What is wrong with the address of a service or an endpoint, which has no path; or undefined. */
export function serviceProblem(text: string): string | undefined {
  const early = textProblem(text);
  if (early !== undefined) return early;
  const [, , authority = '', path = '', rest = ''] = PARTS.exec(text) ?? [];
  const problem = authorityProblem(authority);
  if (problem !== undefined) return problem;
  return path.replace(/\/$/, '') === '' && rest === ''
    ? undefined
    : `has "${printable(path + rest, 40)}" behind the address, where nothing belongs`;
}

/** The URL of a token on an etcd that serves v2 discovery. */
export function v2TokenUrl(service: string, token: string): string {
  return `${service.replace(/\/$/, '')}${V2_REGISTRY}/${token}`;
}

/** The URL with another token; undefined where only the service itself can make one. */
export function withToken({service, path}: DiscoveryUrl, token: string): string | undefined {
  return path.startsWith(`${V2_REGISTRY}/`) ? v2TokenUrl(service, token) : undefined;
}
