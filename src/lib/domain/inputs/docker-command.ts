import {posix} from 'node:path';

import {CLIENT_OPTIONS, EXEC_OPTIONS, RUN_OPTIONS, type OptionTable} from './docker-options.js';
import type {Word} from './input.js';
import {restOfWord} from './word-part.js';

/** `docker run`, `podman create`, `docker exec` and the like, taken apart. */
export interface DockerCommand {
  readonly verb: 'run' | 'exec';
  /** `docker`, `podman`, `nerdctl`. */
  readonly program: string;
  /** The values of each option by its long name, in order; one that takes none has the word itself. */
  readonly options: ReadonlyMap<string, readonly Word[]>;
  /** The image to run, or the container to run in. */
  readonly target: Word;
  /** What stands behind it. */
  readonly words: readonly Word[];
}

const PROGRAMS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl']);
const VERBS: ReadonlyMap<string, DockerCommand['verb']> = new Map([
  ['run', 'run'],
  ['create', 'run'],
  ['exec', 'exec'],
]);

interface Options {
  readonly values: ReadonlyMap<string, readonly Word[]>;
  /** Index of the first word behind them. */
  readonly end: number;
}

/** Values of one letter or more: `-itd`, `-p 2379:2379`, `-p2379:2379`, `-e=A=1`. */
function shortOption({short}: OptionTable, word: Word): {name: string; value?: Word} {
  for (let at = 1; at < word.text.length; at++) {
    const name = short.get(word.text[at]!);
    if (name === undefined) continue;
    const from = word.text[at + 1] === '=' ? at + 2 : at + 1;
    return from >= word.text.length ? {name} : {name, value: restOfWord(word, from)};
  }
  return {name: word.text, value: word};
}

/** `value` is missing where the next word has it. */
function optionOf(table: OptionTable, word: Word, next: Word | undefined): {name: string; value?: Word} {
  if (!word.text.startsWith('--')) return shortOption(table, word);
  const equals = word.text.indexOf('=');
  if (equals !== -1) return {name: word.text.slice(2, equals), value: restOfWord(word, equals + 1)};
  const name = word.text.slice(2);
  // An unknown one most likely takes what does not look like an image.
  const isStrange = table === RUN_OPTIONS && !SWITCHES.has(name) && !/^-|etcd/i.test(next?.text ?? '-');
  return table.valued.has(name) || isStrange ? {name} : {name, value: word};
}

/** Options of `run` that take no value. */
const SWITCHES: ReadonlySet<string> = new Set(
  `detach disable-content-trust env-host help http-proxy init interactive no-healthcheck no-hosts no-hostname
  oom-kill-disable privileged publish-all quiet read-only read-only-tmpfs replace rm rmi rootfs sig-proxy tls-verify
  tty use-api-socket passwd`.split(/\s+/),
);

function optionsOf(words: readonly Word[], table: OptionTable, start: number): Options {
  const values = new Map<string, Word[]>();
  let end = start;
  for (; end < words.length; end++) {
    const word = words[end]!;
    if (word.text === '--') return {values, end: end + 1};
    if (!word.text.startsWith('-') || word.text === '-') break;
    const {name, value = words[++end]} = optionOf(table, word, words[end + 1]);
    if (value === undefined) break;
    const before = values.get(name);
    if (before === undefined) values.set(name, [value]);
    else before.push(value);
  }
  return {values, end};
}

/** Index of `run`, `create` or `exec`, where it is one of them. */
function verbIndex(words: readonly Word[]): number {
  const {end} = optionsOf(words, CLIENT_OPTIONS, 1);
  return words[end]?.text === 'container' ? end + 1 : end;
}

/** Undefined where the words run no container, and nothing in one. */
export function dockerCommandOf(words: readonly Word[]): DockerCommand | undefined {
  const [first] = words;
  const program = first === undefined ? '' : posix.basename(first.text);
  if (!PROGRAMS.has(program)) return undefined;
  const at = verbIndex(words);
  const verb = VERBS.get(words[at]?.text ?? '');
  if (verb === undefined) return undefined;
  const {values: options, end} = optionsOf(words, verb === 'run' ? RUN_OPTIONS : EXEC_OPTIONS, at + 1);
  const target = words[end];
  if (target === undefined) return undefined;
  return {verb, program, options, target, words: words.slice(end + 1)};
}
