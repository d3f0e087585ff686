import type {NewToken} from '../workflows/discovery/new-token.js';
import {paint} from './paint.js';
import type {View} from './view.js';

export interface ShownToken extends NewToken {
  /** Version of the etcd that etcdops runs for it. */
  readonly served?: string;
  /** It is that of the spec of this folder, whose members are known. */
  readonly isOfSpec?: boolean;
}

/** Whom to believe is said each time. */
function caWords(flag: string, endpoints: readonly string[]): string {
  return endpoints.some(endpoint => endpoint.startsWith('https:')) ? ` ${flag} FILE` : '';
}

/** etcd believes a v2 service as it does any web page. */
function rootsWords({url = '', served}: ShownToken): string {
  return served !== undefined && url.startsWith('https:') ? 'SSL_CERT_FILE=FILE ' : '';
}

/** What tells etcdops of a token. */
function placeWords({url, endpoints = [], token}: NewToken): string {
  return url === undefined
    ? `--discovery-endpoints ${endpoints.join(',')} --discovery-token ${token}${caWords('--discovery-cacert', endpoints)}`
    : `--discovery-url ${url}`;
}

function statusWords({url, endpoints = [], token}: NewToken): string {
  return url ?? `${token} --endpoints ${endpoints.join(',')}${caWords('--cacert', endpoints)}`;
}

/** What brings the members to the token, and what tells who has come. */
function nextWords(token: ShownToken): [next: string, status: string] {
  if (token.isOfSpec === true) return ['etcdops up', 'etcdops discovery status'];
  const roots = rootsWords(token);
  return [
    `${roots}etcdops bootstrap discovery --size ${token.size} ${placeWords(token)} --start`,
    `${roots}etcdops discovery status ${statusWords(token)}`,
  ];
}

function plannedText({size, url, token, endpoints = []}: ShownToken): string {
  const place = url ?? `${token} at ${endpoints.join(', ')}`;
  return `Would make the discovery token ${place} for ${size} member${size === 1 ? '' : 's'}. Nothing was changed.`;
}

/** A token, where it is, and what to type next. */
export const newTokenView: View<ShownToken> = (token, options) => {
  const {size, url, endpoints = [], served} = token;
  const kind = served === undefined ? '' : ` by etcd ${served}, until Ctrl-C`;
  if (token.isPlanned === true) return plannedText(token);
  const [next, status] = nextWords(token);
  const rows = [
    `Discovery token ${paint(token.token, 'bold', options)} for ${size} member${size === 1 ? '' : 's'}${kind}`,
    ...(url === undefined ? [`  endpoints  ${endpoints.join(', ')}`] : [`  url        ${url}`]),
    '',
    `Next: ${next}`,
    `Who has registered: ${status}`,
  ];
  return rows.join('\n');
};
