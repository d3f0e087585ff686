import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {assignmentLine, envFinding, type EnvFile} from './env-findings.js';
import type {Variable} from './input.js';
import {LineIndex, type SourceText} from './place.js';
import {listExported, readShellText, type ShellCommand} from './shell-lexer.js';

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
    return envFinding('env-space-around-equals', place, {
      message: `a shell takes no blanks around "=": this runs ${printable(program, 60)}, and sets nothing`,
      fix: assignmentLine(program, value),
    });
  }
  if (last?.value !== '') return undefined;
  const value = words.map(({text}) => text).join(' ');
  return envFinding('env-space-around-equals', place, {
    message: `a shell takes no blanks behind "=": ${printable(last.name, 60)} stays unset`,
    fix: assignmentLine(last.name, value),
  });
}

/** A command in place of an assignment: something ended the value too early. */
function slipOf(command: ShellCommand): Finding | undefined {
  const {assignments, words, place} = command;
  const program = words[0]?.text;
  if (program === undefined || HARMLESS.has(program)) return undefined;
  const spaced = blanksAroundEquals(command);
  if (spaced !== undefined) return spaced;
  const last = assignments.at(-1);
  const shown = printable(program, 60);
  if (last === undefined)
    return envFinding('env-line', place, {message: `this line sets nothing: a shell runs ${shown}`});
  const value = [last.value, ...words.map(({text}) => text)].join(' ');
  return envFinding('env-unquoted', place, {
    message: `the value of ${printable(last.name, 60)} ends at the blank: a shell runs ${shown}, and sets nothing`,
    fix: assignmentLine(last.name, value),
  });
}

/** Where some are exported, the others do not reach etcd. */
function notExported(variables: readonly Variable[], exported: readonly Variable[]): Finding[] {
  const names = new Set(exported.map(({name}) => name));
  if (names.size === 0) return [];
  return variables
    .filter(({name}) => /^ETCD(?:CTL)?_/.test(name) && !names.has(name))
    .map(({name, value, place}) =>
      envFinding('env-not-exported', place, {
        message: `${printable(name, 60)} is not exported, other variables are: etcd does not get it`,
        fix: `export ${assignmentLine(name, value)}`,
      }),
    );
}

/** A file as `. file` reads it. */
export function readAsShell(source: SourceText): EnvFile {
  const index = new LineIndex(source);
  // The last command tells what is exported in the end.
  const text = `${source.text}\n:`;
  const placeOf = (offset: number, length: number): ReturnType<LineIndex['placeOf']> =>
    index.placeOf(offset, length);
  const commands = readShellText({text, placeOf});
  const variables = commands.filter(({words}) => words.length === 0).flatMap(({assignments}) => assignments);
  const findings = commands.flatMap(command => slipOf(command) ?? []);
  const exported = listExported(commands.at(-1)?.exported);
  const isWindows = /\r\n/.test(source.text);
  return {
    variables,
    findings: [
      ...(isWindows ? [windowsLineEnds(source)] : []),
      ...findings,
      ...notExported(variables, exported),
    ],
  };
}

function windowsLineEnds({file}: SourceText): Finding {
  return envFinding(
    'env-line-ends',
    {file, line: 1},
    {
      message: 'lines end as on Windows: a shell takes an invisible character into each value',
      fix: `sed -i 's/\\r$//' ${printable(file)}`,
    },
  );
}
