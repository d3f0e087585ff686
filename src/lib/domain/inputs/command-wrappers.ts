import {posix} from 'node:path';

import type {Variable, Word} from './input.js';
import {isName} from './shell-assignment.js';
import {restOfWord} from './word-part.js';

/** How a program that runs another one is called. */
interface Wrapper {
  /** Options whose value is the next word. */
  readonly valued?: readonly string[];
  /** With one of these it runs nothing. */
  readonly inert?: readonly string[];
  /** Words between its options and the program. */
  readonly operands?: number;
  /** The first of `operands`, where only this one runs a program. */
  readonly verb?: string;
  /** `A=1` may stand before the program. */
  readonly takesVariables?: true;
  /** `-c` has a text for a shell; `only`: there is no other way to run something. */
  readonly shell?: 'only' | 'also';
  /** Whether the program loses the variables of the caller. */
  readonly clears?: (options: readonly string[]) => boolean;
}

/** What is behind one wrapper. */
export interface Unwrapped {
  readonly words: readonly Word[];
  readonly environment: readonly Variable[];
  /** The text that a shell is to read, in place of `words`. */
  readonly shellText?: Word;
  /** The variables of the caller do not reach the program. */
  readonly clears: boolean;
}

const SHELL: Wrapper = {shell: 'only', valued: ['-o', '+o', '-O', '+O', '--rcfile', '--init-file']};
const RUNNER: Wrapper = {operands: 1, verb: 'run', valued: ['-f', '-e', '-d', '-p', '--procfile', '--env']};

function isLogin(options: readonly string[]): boolean {
  return options.some(option => option === '-' || option === '--login' || /^-[a-z]*l/.test(option));
}

const SUBSTITUTE: Wrapper = {
  valued: ['-g', '-G', '-s', '-w', '--group', '--supp-group', '--shell', '--whitelist-environment'],
  clears: isLogin,
};

/** By the name of the program. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  // The prompt of a line that was pasted from a page.
  ['$', {}],
  ['exec', {valued: ['-a']}],
  [
    'env',
    {
      valued: ['-u', '-C', '--unset', '--chdir'],
      inert: ['-S', '--split-string'],
      takesVariables: true,
      clears: options => options.some(option => /^-(?:i|-ignore-environment)?$/.test(option)),
    },
  ],
  [
    'sudo',
    {
      valued: [
        '-u',
        '-g',
        '-h',
        '-p',
        '-C',
        '-D',
        '-R',
        '-T',
        '-r',
        '-t',
        '-U',
        '--user',
        '--group',
        '--chdir',
      ],
      inert: ['-l', '-e', '-v', '-K', '--list', '--edit', '--validate'],
      takesVariables: true,
      clears: options => !options.some(option => /^(?:-[A-Za-z]*E|--preserve-env)/.test(option)),
    },
  ],
  ['doas', {valued: ['-u', '-C'], clears: () => true}],
  ['nohup', {}],
  ['setsid', {}],
  ['nice', {valued: ['-n', '--adjustment']}],
  ['ionice', {valued: ['-c', '-n', '--class', '--classdata'], inert: ['-p', '-P', '-u']}],
  ['chrt', {operands: 1, valued: ['-T', '-P', '-D'], inert: ['-p', '--pid']}],
  ['taskset', {operands: 1, inert: ['-p', '--pid']}],
  ['numactl', {valued: ['-N', '-m', '-C', '-p', '-i']}],
  ['time', {valued: ['-f', '-o', '--format', '--output']}],
  ['timeout', {valued: ['-s', '-k', '--signal', '--kill-after'], operands: 1}],
  ['stdbuf', {valued: ['-i', '-o', '-e']}],
  ['strace', {valued: ['-o', '-e', '-s', '-E', '-u'], inert: ['-p']}],
  ['command', {inert: ['-v', '-V']}],
  ['builtin', {}],
  ['chroot', {valued: ['--userspec', '--groups'], operands: 1}],
  [
    'setpriv',
    {
      valued: ['--reuid', '--regid', '--ruid', '--euid', '--groups', '--inh-caps', '--bounding-set'],
      inert: ['-d', '--dump'],
    },
  ],
  ['runuser', {...SUBSTITUTE, valued: [...SUBSTITUTE.valued!, '-u', '-l', '--user'], shell: 'also'}],
  ['su', {...SUBSTITUTE, operands: 1, shell: 'only'}],
  ['gosu', {operands: 1}],
  ['su-exec', {operands: 1}],
  ['tini', {valued: ['-p', '-e']}],
  ['dumb-init', {valued: ['-r', '--rewrite']}],
  [
    'systemd-run',
    {
      valued: [
        '-p',
        '-u',
        '-E',
        '--unit',
        '--property',
        '--setenv',
        '--uid',
        '--gid',
        '--slice',
        '--description',
      ],
      clears: () => true,
    },
  ],
  ['systemd-cat', {valued: ['-t', '-p', '--identifier', '--priority']}],
  ['goreman', RUNNER],
  ['honcho', RUNNER],
  ['foreman', RUNNER],
  ['sh', SHELL],
  ['bash', SHELL],
  ['dash', SHELL],
  ['ash', SHELL],
  ['ksh', SHELL],
  ['zsh', SHELL],
]);

function isOption(text: string): boolean {
  return text.startsWith('-') || /^\+[A-Za-z]+$/.test(text);
}

/** `-u`, and `-Eu` too: the last letter takes the next word. */
function takesNext({valued = []}: Wrapper, option: string): boolean {
  return valued.includes(option) || (/^-[A-Za-z]+$/.test(option) && valued.includes(`-${option.at(-1)!}`));
}

function isShellOption({shell}: Wrapper, option: string): boolean {
  return shell !== undefined && (/^-[A-Za-z]*c[A-Za-z]*$/.test(option) || option === '--command');
}

interface Head {
  readonly options: readonly string[];
  readonly operands: readonly string[];
  /** Of the first word behind them. */
  readonly end: number;
  readonly shellText?: Word;
}

/** Reads the wrapper's own words. */
function headOf(wrapper: Wrapper, words: readonly Word[]): Head {
  const options: string[] = [];
  const operands: string[] = [];
  let end = 1;
  for (; end < words.length; end++) {
    const {text} = words[end]!;
    if (text === '--') return {options, operands, end: end + 1};
    if (isOption(text)) {
      options.push(text);
      const next = words[end + 1];
      if (isShellOption(wrapper, text)) return {options, operands, end, ...(next && {shellText: next})};
      if (takesNext(wrapper, text)) end++;
    } else if (operands.length < (wrapper.operands ?? 0)) {
      operands.push(text);
    } else {
      break;
    }
  }
  return {options, operands, end};
}

/** `A=1 B=2` before the program. */
function variablesOf(words: readonly Word[]): Variable[] {
  const variables: Variable[] = [];
  for (const word of words) {
    const equals = word.text.indexOf('=');
    const name = word.text.slice(0, equals);
    if (equals === -1 || !isName(name)) break;
    const {text: value, place, unresolved} = restOfWord(word, equals + 1);
    variables.push({name, value, place, ...(unresolved ? {unresolved} : {})});
  }
  return variables;
}

function runsNothing({inert, verb}: Wrapper, {options, operands}: Head): boolean {
  return options.some(option => inert?.includes(option)) || (verb !== undefined && operands[0] !== verb);
}

/** What the program of `words` runs in turn; undefined where it runs nothing, or is nothing that runs others. */
export function unwrap(words: readonly Word[]): Unwrapped | undefined {
  const wrapper = WRAPPERS.get(posix.basename(words[0]?.text ?? ''));
  if (wrapper === undefined) return undefined;
  const head = headOf(wrapper, words);
  if (runsNothing(wrapper, head)) return undefined;
  const {options, end, shellText} = head;
  const clears = wrapper.clears?.(options) === true;
  if (shellText !== undefined) return {words: [], environment: [], shellText, clears};
  if (wrapper.shell === 'only') return undefined;
  const rest = words.slice(end);
  const environment = wrapper.takesVariables ? variablesOf(rest) : [];
  return {words: rest.slice(environment.length), environment, clears};
}
