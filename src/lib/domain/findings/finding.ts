import {printable} from '../text/printable.js';

export type Severity = 'error' | 'warning' | 'info';

/** A line as it may be shown, or the part of it around what is wrong. */
export interface Excerpt {
  readonly text: string;
  /** Offsets in `text` of what is wrong: from 0, `end` excluded. */
  readonly start: number;
  readonly end: number;
}

/** One thing that `validate` has to say. The rule id is a stable name; line counts from 1. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line?: number;
  /** Where the text in question begins in its line, from 1, and how long it is. */
  readonly column?: number;
  readonly length?: number;
  /** Name of the node it is about. */
  readonly member?: string;
  readonly message: string;
  /** What to write instead, or the command to type. */
  readonly fix?: string;
  /** The words with which etcd itself refuses it. */
  readonly etcdSays?: string;
  /** The line that it points to. */
  readonly excerpt?: Excerpt;
}

/** Where in the spec a finding points: the keys and indexes that lead to the value. */
export type SpecPath = readonly (string | number)[];

/** A finding before it is known on which line of which file its path stands. */
export type SpecFinding = Omit<Finding, 'file' | 'line'> & {readonly path: SpecPath};

export function hasErrors(findings: readonly Pick<Finding, 'severity'>[]): boolean {
  return findings.some(({severity}) => severity === 'error');
}

/** What mends them, each once. */
export function fixesOf(findings: readonly Pick<Finding, 'fix'>[]): string[] {
  return [...new Set(findings.flatMap(({fix}) => fix ?? []))];
}

/** On one line: what is wrong, and what mends it. */
export function adviceOf({message, fix}: Pick<Finding, 'message' | 'fix'>): string {
  return fix === undefined ? message : `${message} (${fix})`;
}

/** `nodes[2].ports.client` */
export function formatPath(path: SpecPath): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${printable(key, 60)}`,
    )
    .join('');
}
