import type {NewToken} from '../workflows/discovery/new-token.js';
import {paint} from './paint.js';
import type {View} from './view.js';

export interface ShownToken extends NewToken {
  /** Version of the etcd that etcdops runs for it. */
  readonly served?: string;
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

/** A token, where it is, and what to type next. */
export const newTokenView: View<ShownToken> = (token, options) => {
  const {size, url, endpoints = [], served} = token;
  const kind = served === undefined ? '' : ` by etcd ${served}, until Ctrl-C`;
  const rows = [
    `Discovery token ${paint(token.token, 'bold', options)} for ${size} member${size === 1 ? '' : 's'}${kind}`,
    ...(url === undefined ? [`  endpoints  ${endpoints.join(', ')}`] : [`  url        ${url}`]),
    '',
    `Next: ${rootsWords(token)}etcdops bootstrap discovery --size ${size} ${placeWords(token)} --start`,
    `Who has registered: ${rootsWords(token)}etcdops discovery status ${statusWords(token)}`,
  ];
  return rows.join('\n');
};
