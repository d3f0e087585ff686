import type {Finding, Severity} from '../domain/findings/finding.js';
import {printable} from '../domain/text/printable.js';

/** The name of a file as it may be shown. */
export function shownFile(file: string): string {
  return file === '-' ? 'standard input' : printable(file, Infinity);
}

/** What a finding says, line by line: the message, what to do, and the words of etcd. */
export function adviceOf({message, fix, etcdSays}: Finding): string {
  const lines = [message, ...(fix === undefined ? [] : [`→ ${fix}`])];
  if (etcdSays !== undefined) lines.push(`etcd says: ${etcdSays}`);
  return lines.map(line => printable(line, Infinity)).join('\n');
}

const RANK: Readonly<Record<Severity, number>> = {error: 0, warning: 1, info: 2};

/** What is worst about a place comes first. */
function byPlace(a: Finding, b: Finding): number {
  return (
    (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || RANK[a.severity] - RANK[b.severity]
  );
}

/** Findings by file, files by name, and the findings of each by place. */
export function findingsByFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.file);
    if (group === undefined) groups.set(finding.file, [finding]);
    else group.push(finding);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([file, group]) => [file, group.sort(byPlace)]));
}
