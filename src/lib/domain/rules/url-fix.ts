import {printable} from '../text/printable.js';
import type {FaultyUrl, UrlCause} from './url-faults.js';

/** The port that etcd's own examples have for a setting. */
function usualPort(setting: string): number {
  if (setting === 'listen-metrics-urls') return 2381;
  return setting.includes('client') ? 2379 : 2380;
}

function withBrackets(text: string): string {
  const match = /^([\w+.-]+:\/\/)(.+?)(?::(\d{4,5}))?(?:\/.*)?$/.exec(text);
  if (match === null) return text;
  const [, scheme = '', address = '', port] = match;
  return `${scheme}[${address}]${port === undefined ? '' : `:${port}`}`;
}

/** Several URLs that stand between spaces, or one with a remark behind it. */
function withoutSpaces(text: string): string {
  return text
    .replace(/\s+#[\s\S]*$/, '')
    .split(/\s+/)
    .join(',');
}

/** `tcp://10.0.0.1:2379`, `http:/10.0.0.1:2379`, `http//…` and `10.0.0.1` with a scheme before the host, and a port. */
function withScheme({setting, url: {text}}: FaultyUrl): string {
  const host = text.replace(/^(?:[A-Za-z][\w+.-]*(?::\/\/?|\/\/)|https?:)/, '').replace(/^\/+/, '');
  const scheme = /^(?:https|tls|ssl|grpcs)\b/i.test(text) ? 'https' : 'http';
  return `${scheme}://${host}${/:\d+$/.test(host) ? '' : `:${usualPort(setting)}`}`;
}

function withPort({setting, url: {text}}: FaultyUrl): string {
  if (/^unixs?:/.test(text))
    return `${text.startsWith('unixs') ? 'unixs' : 'unix'}://etcd:${usualPort(setting)}`;
  const [, scheme = '', host = ''] = /^(https?:)(?:\/\/)?([^/:?#]*)/i.exec(text) ?? [];
  return `${scheme.toLowerCase()}//${host}:${usualPort(setting)}`;
}

const WRITES: Readonly<Record<UrlCause, (faulty: FaultyUrl) => string | undefined>> = {
  empty: () => undefined,
  quotes: ({url}) => url.text.replace(/["'`\u2018-\u201f\u00ab\u00bb]/g, ''),
  whitespace: ({url}) => withoutSpaces(url.text),
  'ipv6-brackets': ({url}) => withBrackets(url.text),
  'bad-scheme': withScheme,
  'no-scheme': withScheme,
  'no-port': withPort,
  path: ({url}) => url.text.replace(/^([a-z]+:\/\/[^/]*).*$/is, '$1'),
  syntax: ({setting}) => `http://10.0.0.1:${usualPort(setting)}, in this form`,
};

/** What to write instead of a URL that etcd cannot read. */
export function urlFix(faulty: FaultyUrl): string {
  const written = WRITES[faulty.cause](faulty);
  return written === undefined
    ? 'remove the comma, or write the URL that is missing'
    : `write ${printable(written)}`;
}
