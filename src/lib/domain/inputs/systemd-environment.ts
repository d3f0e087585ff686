import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {ReadContext, Variable} from './input.js';
import type {MappedText} from './mapped-text.js';
import {readEnvFile} from './read-env.js';
import {slipOf} from './slip.js';
import {BAD_ASSIGNMENT, ENVIRONMENT_FILE, OPEN_QUOTE, UNKNOWN_SPECIFIER} from './systemd-slips.js';
import {expandSpecifiers, type Specified, type UnitName} from './systemd-specifiers.js';
import type {UnitLine} from './systemd-unit.js';
import type {ServiceEnvironment} from './systemd-variables.js';
import {splitSystemdWords, type SystemdWord} from './systemd-words.js';

/** What the lines of a service are read with. */
export interface ServiceContext {
  readonly unit: UnitName | undefined;
  /** Folder of the unit, where copies of the files of the machine may lie. */
  readonly folder: string;
  readonly context: ReadContext;
  readonly report: (finding: Finding) => void;
}

/** The values of a key that is a list: an empty one drops those above. */
export function listedValues(lines: readonly UnitLine[], key: string): MappedText[] {
  const values = lines.flatMap(({key: {text}, value}) =>
    text === key && value !== undefined ? [value] : [],
  );
  const reset = values.findLastIndex(({text}) => text === '');
  return values.slice(reset + 1);
}

/** A text with its specifiers filled in; says so where there is an unknown one, and what systemd does then. */
export function specify(value: MappedText, {unit, report}: ServiceContext, consequence: string): Specified {
  const specified = expandSpecifiers(value, unit);
  const {unknownAt} = specified;
  if (unknownAt !== undefined) {
    const written = value.text.slice(unknownAt, unknownAt + 2);
    report(
      slipOf(UNKNOWN_SPECIFIER, {
        place: value.placeOf(unknownAt, 2),
        message: `systemd takes "${written}" for a specifier and knows none of that letter: ${consequence}`,
        fix: `%${written}`,
      }),
    );
  }
  return specified;
}

/** What should have been written for a part that is no assignment, where that can be told. */
function quotedLine(line: MappedText): string {
  const {text} = line;
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trim();
  const value = text.slice(equals + 1).trim();
  // The value of one variable was meant to go on.
  const isPlain = equals !== -1 && /^\w+$/.test(name) && !/["'\\=]/.test(value);
  if (!isPlain) return 'put quotes around the whole assignment: "NAME=value"';
  return /\s/.test(value) ? `Environment="${name}=${value}"` : `Environment=${name}=${value}`;
}

function reportBad(line: MappedText, {value, raw, start}: SystemdWord, {report}: ServiceContext): void {
  report(
    slipOf(BAD_ASSIGNMENT, {
      place: line.placeOf(start, raw.length),
      message: `"${printable(value.text)}" is no assignment, and systemd drops it`,
      fix: printable(quotedLine(line), 400),
    }),
  );
}

/** Variables of one `Environment=` line. */
function assignmentsOf(line: MappedText, service: ServiceContext): Variable[] {
  const {words, openQuote} = splitSystemdWords(line);
  const variables: Variable[] = [];
  let hasBadPart = false;
  for (const word of words) {
    if (word.hasBadEscape) {
      service.report(
        slipOf(BAD_ASSIGNMENT, {
          place: line.placeOf(word.start, word.raw.length),
          message: `"${printable(word.raw)}" has a backslash before a character that it does not escape: systemd drops this and the rest of the line`,
          fix: 'write two backslashes for one',
        }),
      );
      return variables;
    }
    const {value, unknownAt} = specify(word.value, service, 'it drops the variable');
    const match = /^([A-Za-z_]\w*)=/.exec(value.text);
    if (unknownAt !== undefined) continue;
    if (match === null) {
      if (!hasBadPart) reportBad(line, word, service);
      hasBadPart = true;
      continue;
    }
    const [{length}, name = ''] = match;
    variables.push({
      name,
      value: value.text.slice(length),
      place: value.placeOf(length),
      ...(value.isUnresolved(length) ? {unresolved: true} : {}),
    });
  }
  if (openQuote !== undefined) {
    service.report(
      slipOf(OPEN_QUOTE, {
        place: line.placeOf(openQuote, 1),
        message: 'this quote is never closed: systemd drops the rest of the line',
        fix: 'close it before the end of the line',
      }),
    );
  }
  return variables;
}

/** What a file of variables sets; undefined where it is not here. */
function variablesOf(
  path: string,
  {context, folder, report}: ServiceContext,
): readonly Variable[] | undefined {
  const onMachine = context.fileAt(path);
  const answer =
    onMachine.kind === 'absent' ? context.fileAt(posix.join(folder, posix.basename(path))) : onMachine;
  if (answer.kind !== 'text') return undefined;
  const {variables, findings} = readEnvFile(answer.source, 'systemd');
  for (const finding of findings) report(finding);
  return variables;
}

/** Variables of one `EnvironmentFile=` line; undefined where they are not known here. */
function fromFile(line: MappedText, service: ServiceContext): readonly Variable[] | undefined {
  const {value, unknownAt} = specify(line, service, 'it drops the line');
  if (unknownAt !== undefined) return [];
  const path = value.text.replace(/^-/, '');
  if (!path.startsWith('/') && !value.isUnresolved()) {
    const bare = path.replace(/^(["'])(.*)\1$/, '$2');
    service.report(
      slipOf(ENVIRONMENT_FILE, {
        place: line.placeOf(),
        message: `"${printable(path)}" is no absolute path, and systemd drops the line`,
        fix: printable(bare.startsWith('/') ? bare : `/etc/etcd/${posix.basename(bare)}`),
      }),
    );
    return [];
  }
  if (value.isUnresolved() || /[*?[]/.test(path)) return undefined;
  return variablesOf(path, service);
}

/** Names, as `PassEnvironment=` and `UnsetEnvironment=` list them. */
function namesOf(lines: readonly UnitLine[], key: string): Set<string> {
  const words = listedValues(lines, key).flatMap(value => splitSystemdWords(value).words);
  return new Set(words.map(({value}) => value.text.replace(/=.*$/s, '')));
}

/**
 * The variables of a service. Those of files come after all others and win.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment
 */
export function readServiceEnvironment(
  lines: readonly UnitLine[],
  service: ServiceContext,
): ServiceEnvironment {
  const own = listedValues(lines, 'Environment').flatMap(line => assignmentsOf(line, service));
  const files = listedValues(lines, 'EnvironmentFile').map(line => fromFile(line, service));
  const unset = namesOf(lines, 'UnsetEnvironment');
  const variables = [...own, ...files.flatMap(found => found ?? [])];
  return {
    variables: variables.filter(({name}) => !unset.has(name)),
    passed: namesOf(lines, 'PassEnvironment'),
    isOpen: files.includes(undefined),
  };
}
