import {posix} from 'node:path';

/** Programs that start the one that is named behind them. */
const WRAPPERS: ReadonlySet<string> = new Set(
  (
    'exec env sudo doas nohup nice ionice setsid time timeout stdbuf chroot chrt taskset numactl unshare nsenter ' +
    'gosu su-exec setpriv runuser su tini dumb-init sh bash dash ash ssh systemd-run start-stop-daemon xargs'
  ).split(' '),
);
/** Words of a shell behind which a command begins. */
const OPENERS: ReadonlySet<string> = new Set([
  'then',
  'do',
  'else',
  'if',
  'while',
  'until',
  '!',
  '{',
  '(',
  '$',
]);
const CONTAINER_PROGRAMS: ReadonlySet<string> = new Set(['docker', 'podman', 'nerdctl']);

/** What variables are set to in quotes, which may hold spaces and more. */
const QUOTED_VALUES = /\b([A-Za-z_]\w*=)(?:"[^"]*"|'[^']*')/g;

/** `line` as commands of words, split roughly: good enough to see which programs it starts. */
function commandsOf(line: string): string[][] {
  const plain = line.replace(QUOTED_VALUES, '$1');
  return plain.split(/&&|\|\||[;|&`()]/).map(command => command.split(/\s+/).filter(word => word !== ''));
}

function unquoted(word: string): string {
  return word.replace(/^["']/, '').replace(/["']$/, '');
}

function isEtcd(word: string): boolean {
  const program = unquoted(word);
  if (/^\$\{?\w*etcd/i.test(program)) return true;
  return ['etcd', 'etcdctl'].includes(posix.basename(program));
}

/** Dashes that web pages make of `--`: etcd refuses them, and they were meant. */
const DASHED = /^["']?[\u2010-\u2015\u2212]+[A-Za-z]/;

/** What stands behind the program where it is started, and not behind a word that merely is its name. */
function beginsArguments(program: string, word: string | undefined): boolean {
  if (word === undefined || /^(?:["']?-|gateway$|grpc-proxy$|["']?\$|[<>#]|\d>)/.test(word)) return true;
  if (DASHED.test(word)) return true;
  return unquoted(program).endsWith('etcdctl') && /^[a-z]/.test(word);
}

/** The words of a command from its program on: without assignments and openers. */
function fromProgram(words: readonly string[]): readonly string[] {
  const at = words.findIndex(word => !OPENERS.has(word) && !/^[A-Za-z_]\w*=/.test(word));
  return at === -1 ? [] : words.slice(at);
}

function isWrapper(word: string): boolean {
  return WRAPPERS.has(posix.basename(unquoted(word)));
}

/** Whether a word behind the first may stand before the program that a wrapper starts: its options, and a user. */
function mayPrecedeProgram(word: string, before: string): boolean {
  if (isWrapper(word) || isEtcd(word)) return true;
  return before.startsWith('-') || /^["']?(?:-|\d|[A-Za-z_]\w*=|\/)/.test(word);
}

function startsEtcdBehindWrappers(words: readonly string[]): boolean {
  for (const [index, word] of words.entries()) {
    if (isEtcd(word) && beginsArguments(word, words[index + 1])) return true;
    const goesOn = index === 0 ? isWrapper(word) : mayPrecedeProgram(word, words[index - 1]!);
    if (!goesOn) return false;
  }
  return false;
}

/** Whether a line starts etcd or etcdctl, plainly or behind `exec`, `sudo` and the like. */
export function startsEtcd(line: string): boolean {
  if (!/etcd/i.test(line)) return false;
  return commandsOf(line).some(command => startsEtcdBehindWrappers(fromProgram(command)));
}

/** Whether a line runs a container, by whichever of the programs that take docker's flags. */
export function runsContainer(line: string): boolean {
  return commandsOf(line).some(command => {
    const words = fromProgram(command).filter(word => !isWrapper(word));
    const [program = '', ...rest] = words;
    if (!CONTAINER_PROGRAMS.has(posix.basename(unquoted(program)))) return false;
    const verb = rest.find(word => !word.startsWith('-') && word !== 'container');
    return verb === 'run' || verb === 'create';
  });
}

/** Commands whose words are text for people. */
const SAYING = /^(?:echo|printf|log|info|warn|error|die|fail|say)\b/;

/** Whether a line is a sentence and no command: several plain words, and nothing that a shell would act on. */
export function isProse(line: string): boolean {
  const text = line.trim();
  if (SAYING.test(text) || /[=$|;`]|\s-{1,2}\w/.test(text)) return false;
  const words = text.split(/\s+/);
  const plain = words.filter(word => /^[("']?[A-Za-z][a-z]*(?:['’-][a-z]+)?[)"',.:!?]*$/.test(word));
  const isSentence = words.length >= 4 || (words.length >= 2 && /^[A-Z].*[.:!?]$/.test(text));
  return isSentence && plain.length * 10 >= words.length * 7;
}
