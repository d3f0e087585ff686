import type {Finding} from './finding.js';

/** What rules say of a value whose characters are not those that were meant. */
const OF_THE_TEXT = [
  'auth-token',
  'cipher-suite-unknown',
  'compaction-retention',
  'config-type',
  'cors-origin',
  'crl-file-missing',
  'discovery-url',
  'feature-gate-syntax',
  'feature-gate-unknown',
  'initial-cluster-name',
  'log-folder-missing',
  'log-outputs-old-logger',
  'log-outputs-together',
  'name-unusable',
  'tls-file-missing',
  'token-key-missing',
  'value-boolean',
  'value-choice',
  'value-choice-ignored',
  'value-duration',
  'value-number',
];

/** Rules that name a cause, and those that only say at the same place what comes of it. */
export const CONSEQUENCES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['value-quoted', new Set(['env-quotes', ...OF_THE_TEXT])],
  ['value-invisible', new Set(OF_THE_TEXT)],
  ['value-padded', new Set(OF_THE_TEXT)],
  ['url-quotes', new Set(['env-quotes'])],
  ...['env-open-quote', 'shell-open-quote', 'systemd-open-quote'].map(
    rule => [rule, new Set(['value-padded', ...OF_THE_TEXT])] as const,
  ),
  ['initial-cluster-own-urls', new Set(['advertise-port'])],
  ['value-choice', new Set(['setting-deprecated'])],
  ['setting-old-and-new', new Set(['setting-deprecated'])],
  ['feature-gate-and-flag', new Set(['setting-deprecated'])],
]);

/** A slip of the file is about its whole line; rules tell the parts of a value apart. */
function keyOf(rule: string, {file, line, column}: Finding): string {
  return JSON.stringify(rule === 'env-quotes' ? [rule, file, line] : [rule, file, line, column]);
}

/**
 * One finding for each cause: where a rule says why a value is not what was meant, what others say of that value is left
 * out. The words of etcd are kept.
 */
export function byCause(findings: readonly Finding[]): Finding[] {
  const said = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding.rule, finding);
    const same = said.get(key);
    if (same === undefined) said.set(key, [finding]);
    else same.push(finding);
  }
  const dropped = new Set<Finding>();
  const judged = findings.map(finding => {
    const rules = finding.line === undefined ? [] : (CONSEQUENCES.get(finding.rule) ?? []);
    const follow = [...rules].flatMap(rule => said.get(keyOf(rule, finding)) ?? []);
    for (const one of follow) dropped.add(one);
    const etcdSays = [finding, ...follow].find(one => one.etcdSays !== undefined)?.etcdSays;
    return {finding, shown: etcdSays === undefined ? finding : {...finding, etcdSays}};
  });
  return judged.flatMap(({finding, shown}) => (dropped.has(finding) ? [] : [shown]));
}
