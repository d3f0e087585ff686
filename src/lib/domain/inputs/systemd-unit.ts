import {isBlank, MappedText, MappedTextBuilder} from './mapped-text.js';
import {LineIndex, type Place, type SourceText} from './place.js';

/** A line of a unit file, with those that continue it. */
export interface UnitLine {
  /** Of the last header above; '' before the first one. */
  readonly section: string;
  /** Left of `=`; the whole line where there is none. */
  readonly key: MappedText;
  /** Right of the first `=`; missing where there is none: systemd drops such a line. */
  readonly value?: MappedText;
  /** A backslash at its end with a blank behind it, so that the next line does not continue it; not part of `value`. */
  readonly brokenAt?: Place;
}

/** A line for which systemd reads nothing of the file. */
export interface UnreadableLine {
  readonly why: 'too-long' | 'bad-header';
  readonly place: Place;
}

/** A unit file. */
export interface UnitText {
  /** None where one is unreadable. */
  readonly lines: readonly UnitLine[];
  readonly unreadable?: UnreadableLine;
}

const LONGEST_LINE = 1024 * 1024;

/** Start and end of each line, without its line end. */
function* physicalLines(text: string): Generator<[start: number, end: number]> {
  // Some editors put a byte order mark in front.
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield [start, text[end - 1] === '\r' && end > start ? end - 1 : end];
    start = end + 1;
  }
}

/** First character of a part that is no blank, where there is one. */
function firstCharacter(text: string, start: number, end: number): string | undefined {
  let at = start;
  while (at < end && isBlank(text[at])) at++;
  return at < end ? text[at] : undefined;
}

/** Whether a part ends in a backslash that no other backslash escapes. */
function endsInBackslash(text: string, start: number, end: number): boolean {
  let at = end;
  while (at > start && text[at - 1] === '\\') at--;
  return (end - at) % 2 === 1;
}

/**
 * The lines that count: comments dropped, also between continued lines, and continued lines joined with a blank. One
 * that is too long is the last.
 */
function* logicalLines(file: MappedText): Generator<MappedText | UnreadableLine> {
  const {text} = file;
  let pending: MappedTextBuilder | undefined;
  for (const [start, end] of physicalLines(text)) {
    const first = firstCharacter(text, start, end);
    if (first === '#' || first === ';') continue;
    const line = pending ?? new MappedTextBuilder(file.lines);
    if (line.length + end - start > LONGEST_LINE) {
      yield {why: 'too-long', place: file.placeOf(start, 0)};
      return;
    }
    if (endsInBackslash(text, start, end)) {
      pending = line.copy(file, start, end - 1).put(' ', {of: file, start: end - 1, end});
      continue;
    }
    yield line.copy(file, start, end).build();
    pending = undefined;
  }
  if (pending !== undefined) yield pending.build();
}

/** `key = value`, and whether blanks stand behind it. */
function unitLine(section: string, line: MappedText, hasBlanks: boolean): UnitLine {
  const {text} = line;
  const isBroken = hasBlanks && endsInBackslash(text, 0, text.length);
  const equals = text.indexOf('=');
  return {
    section,
    key: line.slice(0, equals === -1 ? undefined : equals).trimmed(),
    ...(equals === -1 ? {} : {value: line.slice(equals + 1, text.length - (isBroken ? 1 : 0)).trimmed()}),
    ...(isBroken ? {brokenAt: line.placeOf(text.length - 1)} : {}),
  };
}

/**
 * The lines of a unit file as systemd reads them.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
 */
export function readUnit(source: SourceText): UnitText {
  const lines: UnitLine[] = [];
  let section = '';
  for (const whole of logicalLines(MappedText.ofFile(source, new LineIndex(source)))) {
    if ('why' in whole) return {lines: [], unreadable: whole};
    const line = whole.trimmed();
    const {text} = line;
    if (text === '') continue;
    if (text.startsWith('[')) {
      if (!text.endsWith(']')) return {lines: [], unreadable: {why: 'bad-header', place: line.placeOf()}};
      section = text.slice(1, -1);
      continue;
    }
    lines.push(unitLine(section, line, isBlank(whole.text.at(-1))));
  }
  return {lines};
}
