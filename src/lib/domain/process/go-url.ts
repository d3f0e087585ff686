import {goQuoted} from '../text/go-quote.js';

/** What Go's `url.Parse` makes of a text, as far as etcd looks at it. */
export interface GoUrl {
  /** In lower case; empty where there is none. */
  readonly scheme: string;
  /** With the port, without a user; empty where the text has no `//`. */
  readonly authority: string;
  readonly path: string;
  /** A user, a query or a fragment: etcd carries them along and uses none. */
  readonly hasMore: boolean;
}

/** Go's own words of why a text is no URL; undefined where versions of Go differ in them. */
export interface GoUrlError {
  readonly error: string | undefined;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const BAD_ESCAPE = /%(?![\dA-Fa-f]{2})/;
/** In a host only what is beyond ASCII may be escaped, and the sign itself. */
const BAD_ESCAPE_IN_HOST = /%(?!25|[89A-Fa-f][\dA-Fa-f])/;
/** Go takes in a host what this leaves out, and anything beyond ASCII. */
const BAD_IN_HOST = /[^\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u;
const USER = /^[\w\-.:~!$&'()*+,;=%@]*$/;
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Where the port of a host begins; at its end where it has none. */
function portStart(host: string): number {
  if (host.startsWith('[')) return host.lastIndexOf(']') + 1;
  const colon = host.lastIndexOf(':');
  return colon === -1 ? host.length : colon;
}

function hostError(host: string): GoUrlError | undefined {
  // Only newer versions of Go look at brackets inside.
  if (host.indexOf('[', 1) !== -1) return {error: undefined};
  if (host.startsWith('[') && !host.includes(']')) return {error: "missing ']' in host"};
  const start = portStart(host);
  // Go 1.26 splits at the first colon, older ones at the last.
  const isAmbiguous = !host.startsWith('[') && host.indexOf(':') < start && host.includes(':');
  const say = (error: string): GoUrlError => ({error: isAmbiguous ? undefined : error});
  const port = host.slice(start);
  if (!/^(?::\d*)?$/.test(port)) return say(`invalid port ${goQuoted(port)} after host`);
  if (BAD_ESCAPE_IN_HOST.test(host)) return {error: undefined};
  const bad = BAD_IN_HOST.exec(host);
  return bad === null ? undefined : say(`invalid character ${goQuoted(bad[0])} in host name`);
}

/** `//user@host/path` in parts, and what is wrong with the host. */
function readAuthority(rest: string): {authority: string; path: string; user: string; error?: GoUrlError} {
  const slash = rest.indexOf('/', 2);
  const end = slash === -1 ? rest.length : slash;
  const whole = rest.slice(2, end);
  const at = whole.lastIndexOf('@');
  const user = whole.slice(0, Math.max(at, 0));
  const authority = whole.slice(at + 1);
  const error = USER.test(user) && !BAD_ESCAPE.test(user) ? hostError(authority) : {error: undefined};
  return {authority, path: rest.slice(end), user, ...(error === undefined ? {} : {error})};
}

/** What stands behind the scheme and before query and fragment. */
function readRest(
  scheme: string,
  rest: string,
): Omit<GoUrl, 'hasMore'> & {user?: string; error?: GoUrlError} {
  if (rest.startsWith('//') && !(scheme === '' && rest.startsWith('///'))) {
    return {scheme, ...readAuthority(rest)};
  }
  const base = {scheme, authority: '', path: rest};
  // Go calls it opaque: `localhost:2380` is the scheme localhost with something behind.
  if (scheme !== '' && !rest.startsWith('/')) return {...base, path: ''};
  if (!/^[^/]*:/.test(rest)) return base;
  return {...base, error: {error: 'first path segment in URL cannot contain colon'}};
}

/** The text before a mark and the text behind it; undefined where there is none. */
function cut(text: string, mark: string): [before: string, behind: string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function readText(text: string, fragment: string | undefined): GoUrl | GoUrlError {
  if (CONTROL.test(text)) return {error: 'net/url: invalid control character in URL'};
  if (text.startsWith(':')) return {error: 'missing protocol scheme'};
  const scheme = SCHEME.exec(text)?.[1];
  const [rest, query] = cut(scheme === undefined ? text : text.slice(scheme.length + 1), '?');
  const {user, error, ...url} = readRest((scheme ?? '').toLowerCase(), rest);
  if (error !== undefined) return error;
  if (BAD_ESCAPE.test(url.path + (fragment ?? ''))) return {error: undefined};
  return {...url, hasMore: [fragment, query, user].some(part => (part ?? '') !== '')};
}

/**
 * Reads a text as Go does, which refuses less than other readers of URLs.
 * @see https://pkg.go.dev/net/url#Parse
 */
export function parseGoUrl(text: string): GoUrl | GoUrlError {
  const [body, fragment] = cut(text, '#');
  const read = readText(body, fragment);
  if (!('error' in read) || read.error === undefined) return read;
  return {error: `parse ${goQuoted(body)}: ${read.error}`};
}

/** `host:port` as Go's `net.SplitHostPort` takes it apart; undefined where it does not. */
export function splitHostPort(authority: string): {host: string; port: string} | undefined {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(authority);
  return match === null ? undefined : {host: match[1] ?? match[2] ?? '', port: match[3] ?? ''};
}
