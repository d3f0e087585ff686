import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {EnvFile} from './env-file.js';
import {ENV_COMMENT_CONTINUATION, ENV_NO_ASSIGNMENT, ENV_OPEN_QUOTE} from './env-slips.js';
import {badName, slipFindings, type EnvSlip, type SystemdVariable} from './env-systemd-findings.js';
import {LineIndex, type Place, type SourceText} from './place.js';
import {isName} from './shell-assignment.js';
import {slipOf} from './slip.js';

export interface SystemdEnv {
  readonly variables: readonly SystemdVariable[];
  readonly findings: readonly Finding[];
}

const BLANK = /[ \t]/;
/** What only a shell would replace. */
const REFERENCE = /\$[A-Za-z_{(]|`/;

/**
 * Reads a file as `EnvironmentFile=` does.
 * @see https://github.com/systemd/systemd/blob/main/src/basic/env-file.c
 */
class SystemdReader {
  readonly #text: string;
  readonly #index: LineIndex;
  readonly #variables: SystemdVariable[] = [];
  readonly #findings: Finding[] = [];
  #at = 0;
  #slips = new Set<EnvSlip>();

  constructor(source: SourceText) {
    this.#text = source.text;
    this.#index = new LineIndex(source);
  }

  read(): SystemdEnv {
    while (this.#at < this.#text.length) this.#line();
    return {variables: this.#variables, findings: this.#findings};
  }

  #line(): void {
    this.#take(/[ \t\r\n]+/y);
    const start = this.#at;
    if (start >= this.#text.length) return;
    if ('#;'.includes(this.#text[start]!)) {
      this.#comment();
      return;
    }
    // To systemd the first letter is always one of the name, a "=" too.
    const key = this.#take(/[^\r\n][^=\r\n]*/y).trimEnd();
    if (this.#text[this.#at] !== '=') {
      this.#noAssignment(key, start);
      return;
    }
    this.#at++;
    this.#assignment(key, start);
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #placeOf(start: number, end: number): Place {
    return this.#index.placeOf(start, end - start);
  }

  #comment(): void {
    const start = this.#at;
    const comment = this.#take(/[^\r\n]+/y);
    const next = /\r?\n[ \t]*([A-Za-z_]\w*)=/y;
    next.lastIndex = this.#at;
    const name = comment.endsWith('\\') ? next.exec(this.#text)?.[1] : undefined;
    if (name === undefined) return;
    this.#findings.push(
      slipOf(ENV_COMMENT_CONTINUATION, {
        place: this.#placeOf(start, this.#at),
        message: `the backslash makes ${printable(name)} on the next line a part of the comment, in systemd before 254`,
        fix: 'end the comment without a backslash',
      }),
    );
  }

  /** Lines that a shell needs, such as `set -a`, do no harm. */
  #noAssignment(key: string, start: number): void {
    if (key === '' || /^(?:set|export|\.|source)\b/.test(key)) return;
    this.#findings.push(
      slipOf(ENV_NO_ASSIGNMENT, {
        place: this.#placeOf(start, start + key.length),
        message: `this line sets nothing: it has no "=": ${printable(key, 60)}`,
        fix: 'NAME=value',
      }),
    );
  }

  #assignment(key: string, start: number): void {
    this.#slips = new Set();
    this.#take(/[ \t]+/y);
    const from = this.#at;
    const value = this.#value();
    const end = from + this.#text.slice(from, this.#at).trimEnd().length;
    const place = end > from ? this.#placeOf(from, end) : this.#placeOf(start, from);
    if (isName(key)) this.#variables.push({variable: {name: key, value, place}, slips: this.#slips});
    else this.#findings.push(badName(key, value, this.#placeOf(start, start + key.length)));
  }

  #value(): string {
    const pieces: string[] = [];
    while (this.#at < this.#text.length && !'\r\n'.includes(this.#text[this.#at]!)) {
      const character = this.#text[this.#at]!;
      if (character === "'" || character === '"') pieces.push(this.#quoted(character));
      else if (BLANK.test(character)) this.#take(/[ \t]+/y);
      else return pieces.join('') + this.#plain();
    }
    return pieces.join('');
  }

  /** From the first letter without quotes on, quotes are letters too. */
  #plain(): string {
    const pieces: string[] = [];
    const start = this.#at;
    let last = '';
    while (this.#at < this.#text.length && !'\r\n'.includes(this.#text[this.#at]!)) {
      pieces.push(last);
      const isBehindBlank = this.#at === start && BLANK.test(this.#text[start - 1] ?? '');
      last = this.#take(/[^\\\r\n]+/y);
      this.#mark(last, isBehindBlank);
      if (last !== '') continue;
      // A blank that is escaped stays.
      pieces.push(this.#escape());
    }
    return pieces.join('') + last.replace(/(?<![ \t])[ \t]+$/, '');
  }

  /** Notes what a shell would take in another way. */
  #mark(run: string, isBehindBlank: boolean): void {
    const remark = isBehindBlank && run.startsWith('#') ? 0 : run.search(/(?<=[ \t])#/);
    const meant = remark === -1 ? run : run.slice(0, remark);
    if (remark !== -1) this.#slips.add('remark');
    if (/["']/.test(meant)) this.#slips.add('quotes');
    if (REFERENCE.test(meant)) this.#slips.add('variable');
  }

  #escape(): string {
    const written = this.#take(/\\(?:\r?\n|[\s\S])?/y);
    return /^\\\r?\n$/.test(written) ? '' : written.slice(1);
  }

  #quoted(quote: string): string {
    const start = this.#at;
    this.#at++;
    const pieces: string[] = [];
    const run = quote === '"' ? /[^"\\]+/y : /[^']+/y;
    while (this.#at < this.#text.length && this.#text[this.#at] !== quote) {
      const text = this.#take(run);
      if (quote === '"' && REFERENCE.test(text)) this.#slips.add('variable');
      pieces.push(text === '' ? this.#escapeInQuotes() : text);
    }
    if (this.#at >= this.#text.length) {
      this.#findings.push(
        slipOf(ENV_OPEN_QUOTE, {
          place: this.#placeOf(start, start + 1),
          message: 'this quote never closes: the rest of the file becomes part of the value',
          fix: `close it with ${quote}`,
        }),
      );
    }
    this.#at++;
    return pieces.join('');
  }

  #escapeInQuotes(): string {
    const written = this.#take(/\\(?:\r?\n|[\s\S])?/y);
    if (/^\\\r?\n$/.test(written)) return '';
    return /^\\["\\$`]$/.test(written) ? written.slice(1) : written;
  }
}

/** The variables with what a shell would make of them, for a file whose reader is not known. */
export function readSystemdEnv(source: SourceText): SystemdEnv {
  return new SystemdReader(source).read();
}

/** A file as `EnvironmentFile=` reads it. */
export function readAsSystemd(source: SourceText): EnvFile {
  const {variables, findings} = readSystemdEnv(source);
  return {
    variables: variables.map(({variable}) => variable),
    findings: [...findings, ...variables.flatMap(slipFindings)],
  };
}
