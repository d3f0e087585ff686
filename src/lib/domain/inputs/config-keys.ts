import {ETCD_SETTINGS} from '../etcd-settings/table.js';

/** Keys of etcd's config file that many other programs have as well. */
const COMMON_KEYS: ReadonlySet<string> = new Set([
  'data-dir',
  'log-level',
  'log-format',
  'log-outputs',
  'auth-token',
  'cipher-suites',
  'feature-gates',
]);

/** `listen_client_urls` and `listenClientUrls` are slips for `listen-client-urls`. */
function asKey(written: string): string {
  return written
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-');
}

const KNOWN: ReadonlySet<string> = new Set(
  ETCD_SETTINGS.flatMap(({name, yamlPath}) => [name, (yamlPath ?? name).split('.')[0]!]),
);

export interface ConfigKeyCount {
  /** Keys of etcd, in any version and with slips of the pen in case and hyphens. */
  readonly known: number;
  /** Those among them that no other program has. */
  readonly own: number;
}

export function countConfigKeys(keys: Iterable<string>): ConfigKeyCount {
  const known = [...keys].map(asKey).filter(key => KNOWN.has(key));
  return {known: known.length, own: known.filter(key => key.includes('-') && !COMMON_KEYS.has(key)).length};
}

/** Whether a variable is a flag of some version of etcd: `ETCD_NAME`, and not `ETCD_IMAGE`. */
export function isEtcdVariable(name: string): boolean {
  if (name.startsWith('ETCDCTL_')) return true;
  return name.startsWith('ETCD_') && KNOWN.has(asKey(name.slice('ETCD_'.length)));
}

/** Brackets, commas, texts in quotes (the last one may be cut off) and words. */
const FLOW_TOKEN = /[{}[\],]|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s{}[\],"':]+/g;
const DEPTH: Readonly<Record<string, number>> = {'{': 1, '[': 1, '}': -1, ']': -1};

/** The keys of the outermost `{…}`: what stands first behind its bracket and its commas. */
function flowKeys(text: string): Set<string> {
  const keys = new Set<string>();
  let depth = 0;
  let before = '';
  for (const [token] of text.matchAll(FLOW_TOKEN)) {
    const isFirst = before === '{' || before === ',';
    if (depth === 1 && isFirst && /^["']?\w/.test(token)) keys.add(token.replace(/["']/g, ''));
    depth += DEPTH[token] ?? 0;
    before = token;
  }
  return keys;
}

const BLOCK_KEY = /^( {0,40})(["']?)([A-Za-z][\w.-]{0,80})\2 {0,20}:(?=\s|$)/;

/** The outermost keys of a YAML or JSON text, without reading it: it may be broken, or cut off. */
export function outermostKeys(text: string): ReadonlySet<string> {
  if (/^\s*\{/.test(text)) return flowKeys(text);
  const keys = new Set<string>();
  let margin: number | undefined;
  for (const line of text.split('\n')) {
    const [, indent = '', , key] = BLOCK_KEY.exec(line) ?? [];
    if (key === undefined) continue;
    margin ??= indent.length;
    if (indent.length === margin) keys.add(key);
  }
  return keys;
}
