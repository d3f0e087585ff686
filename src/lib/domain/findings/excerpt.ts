import {printable} from '../text/printable.js';
import type {Excerpt, Finding} from './finding.js';

/** As much of a line as a finding keeps. */
const MAX_LENGTH = 120;
/** What is looked at on either side: a line may have megabytes. */
const REACH = 200;
/** A line with one of these is not repeated: what `validate` prints ends up in logs. */
const SECRET = /passw|secret|(?:--|_)user\b/i;

/** As a terminal may have it. A tab is as wide as four characters. */
function shown(text: string): string {
  const whole = text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
  return printable(whole.replaceAll('\t', '    '), Infinity);
}

/** An excerpt of at most `max` characters, with `…` where it is cut. */
export function narrowed({text, start, end}: Excerpt, max: number): Excerpt {
  if (text.length <= max) return {text, start, end};
  const left = Math.max(0, Math.min(start - Math.floor(max / 3), text.length - max));
  const right = left + max;
  const cutLeft = left === 0 ? '' : '…';
  const cutRight = right === text.length ? '' : '…';
  return {
    text: cutLeft + text.slice(left + cutLeft.length, right - cutRight.length) + cutRight,
    start: start - left,
    end: Math.min(end - left, max),
  };
}

/** The part of a line around a place in it; `column` counts from 1. */
export function excerptOf(
  line: string,
  {column, length = 1}: {column: number; length?: number},
): Excerpt | undefined {
  const at = column - 1;
  const from = Math.max(0, at - REACH);
  const whole = line.slice(from, at + REACH);
  if (at > line.length || SECRET.test(whole)) return undefined;
  const indent = from > 0 ? 0 : Math.min(at, whole.length - whole.trimStart().length);
  const before = (from > 0 ? '…' : '') + shown(line.slice(from + indent, at));
  const value = shown(line.slice(at, Math.min(at + length, at + REACH)));
  const after = shown(line.slice(at + length, Math.max(at + length, at + REACH)));
  const cut = at + Math.max(length, REACH) < line.length ? '…' : '';
  const text = (before + value + after).trimEnd() + cut;
  return narrowed({text, start: before.length, end: before.length + Math.max(1, value.length)}, MAX_LENGTH);
}

/** Findings with the lines that they point to; `texts` by the name of the file. */
export function withExcerpts(findings: readonly Finding[], texts: ReadonlyMap<string, string>): Finding[] {
  const linesOf = new Map<string, readonly string[]>();
  return findings.map(finding => {
    const {file, line, column, length = 1} = finding;
    const text = texts.get(file);
    if (text === undefined || line === undefined || column === undefined) return finding;
    const lines = linesOf.get(file) ?? text.split('\n');
    linesOf.set(file, lines);
    const shownLine = lines[line - 1];
    const excerpt = shownLine === undefined ? undefined : excerptOf(shownLine, {column, length});
    return excerpt === undefined ? finding : {...finding, excerpt};
  });
}
