import {posix} from 'node:path';

import type {Word} from './input.js';
import {startedPrograms, type StartedProgram} from './started-programs.js';

/** A start of a program of etcd inside a command line. */
export type EtcdCommand = StartedProgram;

/** Programs of etcd whose settings are known. */
const PROGRAMS: ReadonlySet<string> = new Set(['etcd', 'etcdctl']);
/** `$ETCD`, `${ETCDCTL_BIN}`: which program it is, the name tells. */
const PROGRAM_VARIABLE =
  /^\$\{?(?:[A-Za-z]\w*_)?(etcd|etcdctl)(?:_?(?:bin|binary|cmd|command|exe|exec|path|prog|program))?\}?$/i;
/** With one of these it says something and ends. */
const INFORMATION: ReadonlySet<string> = new Set(['--version', '-version', '--help', '-help', '-h']);

/** The word as the program of etcd that it is. */
function programOf(word: Word): Word | undefined {
  if (PROGRAMS.has(posix.basename(word.text))) return word;
  if (!word.unresolved || word.text.length > 100) return undefined;
  const name = PROGRAM_VARIABLE.exec(word.text)?.[1];
  return name === undefined ? undefined : {...word, text: name.toLowerCase()};
}

/** The words where they start etcd or etcdctl; one that only prints its version or help is no start. */
export function etcdArgvOf(words: readonly Word[]): readonly Word[] | undefined {
  const [first, ...rest] = words;
  const program = first === undefined ? undefined : programOf(first);
  if (program === undefined || rest.some(({text}) => INFORMATION.has(text))) return undefined;
  return [program, ...rest];
}

/**
 * Every start of a program of etcd in a command line, without the wrappers around it (`exec`, `env`, `sudo`, `nohup`,
 * `sh -c '…'`, …).
 * @param known variables of the caller, for the text of `sh -c`
 */
export function etcdCommandsOf(
  words: readonly Word[],
  known: ReadonlyMap<string, string> = new Map(),
): readonly EtcdCommand[] {
  return startedPrograms(words, etcdArgvOf, () => known);
}

/** The one that a command line is there for; undefined where it starts something else. */
export function etcdCommandOf(
  words: readonly Word[],
  known: ReadonlyMap<string, string> = new Map(),
): EtcdCommand | undefined {
  const commands = etcdCommandsOf(words, known);
  const serves = ({argv: [program]}: EtcdCommand): boolean => posix.basename(program!.text) === 'etcd';
  return commands.find(serves) ?? commands[0];
}
