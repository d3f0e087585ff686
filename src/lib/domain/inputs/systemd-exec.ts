import {printable} from '../text/printable.js';
import type {MappedText} from './mapped-text.js';
import {slipOf} from './slip.js';
import {specify, type ServiceContext} from './systemd-environment.js';
import {OPEN_QUOTE, PROGRAM_PATH} from './systemd-slips.js';
import {splitSystemdWords, type SystemdWord} from './systemd-words.js';

/** One command of `ExecStart=`. */
export interface ExecCommand {
  /** As written, with specifiers filled in. */
  readonly program: MappedText;
  readonly args: readonly MappedText[];
  /** Whether systemd fills in variables: not where the path begins with a colon. */
  readonly hasVariables: boolean;
}

/**
 * Characters before the path: each at most once, but for `!!`, and `+` and `!` not together.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#ExecStart=
 */
function prefixOf(path: string): string {
  let prefix = '';
  for (const character of path) {
    const used = prefix + character;
    const isPrefix = /^[-@:|+!]$/.test(character);
    if (!isPrefix || /([-@:|+]).*\1|\+.*!|!.*\+|!.*!.*!/.test(used)) break;
    prefix = used;
  }
  return prefix;
}

/** The commands of a line: a semicolon that is a word of its own stands between two. */
function splitCommands(words: readonly SystemdWord[]): SystemdWord[][] {
  const commands: SystemdWord[][] = [[]];
  for (const word of words) {
    if (word.raw === ';') commands.push([]);
    else commands.at(-1)!.push(word);
  }
  return commands.filter(({length}) => length > 0);
}

/** What systemd does not like about the path of a program; undefined where it takes it. */
function pathProblem(path: string): string | undefined {
  if (path.startsWith('$') || (path.includes('$') && !path.startsWith('/'))) {
    return 'systemd fills in no variable in the path of the program';
  }
  if (/["'\\\p{Cc}]/u.test(path)) return 'systemd takes no quote and no backslash in the path of the program';
  if (path.endsWith('/')) return 'systemd takes no folder for a program';
  return path.startsWith('/') || !path.includes('/')
    ? undefined
    : 'systemd takes no path that counts from a folder';
}

function checkPath(path: MappedText, {report}: ServiceContext): void {
  const problem = pathProblem(path.text);
  if (problem === undefined) return;
  report(
    slipOf(PROGRAM_PATH, {
      place: path.placeOf(),
      message: `${problem}: "${printable(path.text)}"`,
      fix: '/usr/local/bin/etcd, or where else it is',
    }),
  );
}

function commandOf(words: readonly SystemdWord[], service: ServiceContext): ExecCommand | undefined {
  const [first, ...others] = words.map((word, index) => {
    // `\\;` is how a lone semicolon is written, if it is not the program.
    const written = word.raw === '\\;' && index > 0 ? word.value.slice(1) : word.value;
    return specify(written, service, 'it refuses the unit').value;
  });
  const prefix = prefixOf(first!.text);
  const program = first!.slice(prefix.length);
  // A path of nothing: systemd drops the line.
  if (program.text === '') return undefined;
  checkPath(program, service);
  // The word behind `@path` is what the program sees as its own name.
  const args = prefix.includes('@') ? others.slice(1) : others;
  return {program, args, hasVariables: !prefix.includes(':')};
}

/**
 * The commands of one `ExecStart=`; none where systemd refuses the line.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines
 */
export function readExecStart(line: MappedText, service: ServiceContext): ExecCommand[] {
  const {words, openQuote} = splitSystemdWords(line);
  if (openQuote !== undefined) {
    service.report(
      slipOf(OPEN_QUOTE, {
        place: line.placeOf(openQuote, 1),
        message: 'this quote is never closed, and systemd refuses the unit',
        fix: 'close it before the end of the command',
      }),
    );
    return [];
  }
  return splitCommands(words).flatMap(command => commandOf(command, service) ?? []);
}
