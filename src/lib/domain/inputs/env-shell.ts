import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {assignmentLine, type EnvFile} from './env-file.js';
import {ENV_NOT_EXPORTED, ENV_NO_ASSIGNMENT, ENV_SPACE_AROUND_EQUALS, ENV_UNQUOTED} from './env-slips.js';
import type {Variable} from './input.js';
import {LineIndex, type Place, type SourceText} from './place.js';
import {listExported, readShellText, type ShellCommand} from './shell-lexer.js';
import {slipOf} from './slip.js';

/** What an env file may hold besides assignments. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'set',
    'unset',
    ':',
    '.',
    'source',
    '[',
    '[[',
    'test',
    'true',
    'false',
    'cd',
    'umask',
    'ulimit',
    'return',
  ],
]);

/** The file says itself that a shell is to read it. */
export function isForShell(source: SourceText): boolean {
  return /^[ \t]*(?:export[ \t]|set[ \t]+-)/m.test(source.text);
}

/** `A = b` and `A= b`. */
function blanksAroundEquals({assignments, words, place}: ShellCommand): Finding | undefined {
  const [program = '', second = '', ...others] = words.map(({text}) => text);
  const last = assignments.at(-1);
  if (second.startsWith('=')) {
    const value = [second.slice(1), ...others].filter(text => text !== '').join(' ');
    return slipOf(ENV_SPACE_AROUND_EQUALS, {
      place,
      message: `a shell takes no blanks around "=": this runs ${printable(program, 60)}, and sets nothing`,
      fix: assignmentLine(program, value),
    });
  }
  if (last?.value !== '') return undefined;
  const value = words.map(({text}) => text).join(' ');
  return slipOf(ENV_SPACE_AROUND_EQUALS, {
    place,
    message: `a shell takes no blanks behind "=": ${printable(last.name, 60)} stays unset`,
    fix: assignmentLine(last.name, value),
  });
}

/** A command in place of an assignment: something ended the value too early. */
function commandFinding(command: ShellCommand): Finding | undefined {
  const {assignments, words, place} = command;
  const program = words[0]?.text;
  if (program === undefined || HARMLESS.has(program)) return undefined;
  const spaced = blanksAroundEquals(command);
  if (spaced !== undefined) return spaced;
  const last = assignments.at(-1);
  const shown = printable(program, 60);
  if (last === undefined)
    return slipOf(ENV_NO_ASSIGNMENT, {place, message: `this line sets nothing: a shell runs ${shown}`});
  const value = [last.value, ...words.map(({text}) => text)].join(' ');
  return slipOf(ENV_UNQUOTED, {
    place,
    message: `the value of ${printable(last.name, 60)} ends at the blank: a shell runs ${shown}, and sets nothing`,
    fix: assignmentLine(last.name, value),
  });
}

/** `export A=b c`: for a shell, c is the name of another variable. */
function exportFindings(source: SourceText, index: LineIndex): Finding[] {
  const line = /^[ \t]*export[ \t]+([A-Za-z_]\w*)=([^\s"'`$#;&|()\\]+)[ \t]+([^\s"'`$#;&|()\\=]+)[ \t\r]*$/gm;
  const found = [...source.text.matchAll(line)].filter(
    ([, , , rest = '']) => !/^[A-Z_][A-Z0-9_]*$/.test(rest),
  );
  return found.map(({0: written, 1: name = '', 2: value = '', 3: rest = '', index: at}) =>
    slipOf(ENV_UNQUOTED, {
      place: index.placeOf(at, written.length),
      message: `the value of ${printable(name, 60)} ends at the blank: a shell takes ${printable(rest, 60)} for another name`,
      fix: `export ${assignmentLine(name, `${value} ${rest}`)}`,
    }),
  );
}

/** How many names one finding lists. */
const LISTED = 3;

/** Where some are exported, the others do not reach etcd: said once, whoever forgot one forgot all. */
function notExported(variables: readonly Variable[], exported: readonly Variable[]): Finding[] {
  const names = new Set(exported.map(({name}) => name));
  if (names.size === 0) return [];
  const lost = variables.filter(({name}) => /^ETCD(?:CTL)?_/.test(name) && !names.has(name));
  const [first] = lost;
  if (first === undefined) return [];
  const {name, value, place} = first;
  if (lost.length === 1) {
    const message = `${printable(name, 60)} is not exported, other variables are: etcd does not get it`;
    return [slipOf(ENV_NOT_EXPORTED, {place, message, fix: `export ${assignmentLine(name, value)}`})];
  }
  const listed = lost.slice(0, LISTED).map(one => printable(one.name, 60));
  const more = lost.length > LISTED ? [`${lost.length - LISTED} more`] : [];
  const all = [...listed, ...more];
  const message = `${all.slice(0, -1).join(', ')} and ${all.at(-1)} are not exported, other variables are: etcd does not get them`;
  return [slipOf(ENV_NOT_EXPORTED, {place, message, fix: 'write export in front of each of them'})];
}

/** A file as `. file` reads it. */
export function readAsShell(source: SourceText): EnvFile {
  const index = new LineIndex(source);
  // The last command tells what is exported in the end.
  const text = `${source.text}\n:`;
  const placeOf = (offset: number, length: number): Place =>
    index.placeOf(offset, Math.min(length, source.text.length - offset));
  const commands = readShellText({text, placeOf});
  const variables = commands.filter(({words}) => words.length === 0).flatMap(({assignments}) => assignments);
  const findings = [
    ...exportFindings(source, index),
    ...commands.flatMap(command => commandFinding(command) ?? []),
  ];
  const exported = listExported(commands.at(-1)?.exported);
  return {
    variables,
    findings: [...findings, ...notExported(variables, exported)],
  };
}
