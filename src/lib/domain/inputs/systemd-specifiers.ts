import {posix} from 'node:path';

import {type MappedText, MappedTextBuilder} from './mapped-text.js';

/** The name of a unit, taken apart: `etcd@infra0.service`. */
export interface UnitName {
  /** Without its suffix: `etcd@infra0`. */
  readonly name: string;
  /** Before the `@`; else all of it. */
  readonly prefix: string;
  /** Behind the `@`; undefined where there is none, empty where the file is the template of all. */
  readonly instance?: string;
}

/** A text with its specifiers filled in, as far as the name of the unit decides them. */
export interface Specified {
  readonly value: MappedText;
  /** Where a letter stands behind `%` that is no specifier, in the text that was given. */
  readonly unknownAt?: number;
}

/**
 * Every letter that is a specifier, of old versions too. Any other letter or digit behind `%` makes systemd refuse the
 * line; any other character leaves the `%` as it is.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Specifiers
 */
const SPECIFIERS = new Set('aAbBcCdDEfgGhHiIjJlLmMnNopPqrRsStTuUvVwWyY');

/** The unit that a file describes, by its path; undefined where the path says nothing. */
export function unitNameOf(path: string): UnitName | undefined {
  const {name, ext} = posix.parse(path);
  if (ext !== '.service') return undefined;
  const at = name.indexOf('@');
  return at === -1 ? {name, prefix: name} : {name, prefix: name.slice(0, at), instance: name.slice(at + 1)};
}

/** systemd writes `/` as `-` in the names of units, and what cannot stand there as `\x2d`. */
function unescapeUnit(text: string): string {
  return text.replace(/-|\\x([\da-f]{2})/g, (_, hex: string | undefined) =>
    hex === undefined ? '/' : String.fromCharCode(parseInt(hex, 16)),
  );
}

function lastPart({prefix}: UnitName): string {
  return prefix.slice(prefix.lastIndexOf('-') + 1);
}

/** Of a template nobody knows the instance yet. */
function ofInstance(unit: UnitName, text: string): string | undefined {
  return unit.instance === '' ? undefined : text;
}

/** What the name of the unit says for a specifier; undefined where it depends on the instance of a template. */
const FROM_NAME: Readonly<Record<string, (unit: UnitName) => string | undefined>> = {
  n: unit => ofInstance(unit, `${unit.name}.service`),
  N: unit => ofInstance(unit, unit.name),
  p: ({prefix}) => prefix,
  P: ({prefix}) => unescapeUnit(prefix),
  j: lastPart,
  J: unit => unescapeUnit(lastPart(unit)),
  i: unit => ofInstance(unit, unit.instance ?? ''),
  I: unit => ofInstance(unit, unescapeUnit(unit.instance ?? '')),
};

function fillIn(letter: string, unit: UnitName | undefined): string | undefined {
  if (letter === '%') return '%';
  return unit === undefined ? undefined : FROM_NAME[letter]?.(unit);
}

/** Fills in the specifiers of a text. */
export function expandSpecifiers(value: MappedText, unit: UnitName | undefined): Specified {
  const {text} = value;
  if (!text.includes('%')) return {value};
  const built = new MappedTextBuilder(value.lines);
  let unknownAt: number | undefined;
  let done = 0;
  for (const {0: whole, index} of text.matchAll(/%[%\da-zA-Z]/g)) {
    const letter = whole[1]!;
    const filled = fillIn(letter, unit);
    built.copy(value, done, index);
    done = index + whole.length;
    if (filled !== undefined) {
      built.put(filled, {of: value, start: index, end: done});
      continue;
    }
    built.copyUnresolved(value, index, done);
    if (!SPECIFIERS.has(letter)) unknownAt ??= index;
  }
  const filledIn = built.copy(value, done, text.length).build();
  return {value: filledIn, ...(unknownAt === undefined ? {} : {unknownAt})};
}
