import {ETCD_LINES} from '../etcd-version/version.js';
import type {CommandLine} from './command-line.js';
import {childrenOf, type KnownArg, type KnownFlag} from './grammar.js';

export interface Candidate {
  /** The whole word that may stand at the cursor. */
  readonly value: string;
  /** One line; empty where there is nothing to say. */
  readonly description: string;
}

/** What may stand at the cursor: one of the words, or a path that the shell itself completes. */
export interface Completion {
  readonly kind: 'words' | 'files' | 'directories';
  readonly candidates: readonly Candidate[];
}

type ValueKind = 'options' | 'nodes' | 'commands' | 'files' | 'directories' | 'versions' | 'unknown';

/** By the placeholder that the help shows, or by the name where it shows none. */
const KIND_OF: Readonly<Record<string, ValueKind>> = {
  NODE: 'nodes',
  node: 'nodes',
  command: 'commands',
  FILE: 'files',
  PATH: 'files',
  spec: 'files',
  path: 'files',
  file: 'files',
  DIR: 'directories',
  dir: 'directories',
  VERSION: 'versions',
  version: 'versions',
};

const HELP: Candidate = {value: '--help', description: 'show how the command is used'};
const VERSION: Candidate = {value: '--version', description: 'show the version of etcdops'};

function kindOf(value: KnownFlag | KnownArg): ValueKind {
  if (value.options !== undefined) return 'options';
  const placeholder = 'helpValue' in value ? value.helpValue : undefined;
  return (
    (typeof placeholder === 'string' ? KIND_OF[placeholder] : undefined) ?? KIND_OF[value.name] ?? 'unknown'
  );
}

function isPath(kind: ValueKind): kind is 'files' | 'directories' {
  return kind === 'files' || kind === 'directories';
}

/** The values of an argument or a flag that are known one by one. */
function valuesOf(value: KnownFlag | KnownArg, nodes: readonly Candidate[]): readonly Candidate[] {
  const kind = kindOf(value);
  if (kind === 'nodes') return nodes;
  const names =
    kind === 'options' ? (value.options ?? []) : kind === 'versions' ? [...ETCD_LINES, 'latest'] : [];
  return names.map(name => ({value: name, description: ''}));
}

/** One value, or the last one of a list such as `config,systemd`: what the list has already is not offered again. */
function flagValues(flag: KnownFlag, typed: string, nodes: readonly Candidate[]): Completion {
  const kind = kindOf(flag);
  if (isPath(kind)) return {kind, candidates: []};
  const taken = flag.delimiter === undefined ? '' : typed.slice(0, typed.lastIndexOf(flag.delimiter) + 1);
  const used = new Set(taken.split(flag.delimiter ?? ','));
  const candidates = valuesOf(flag, nodes).filter(({value}) => !used.has(value));
  return {kind: 'words', candidates: candidates.map(found => ({...found, value: taken + found.value}))};
}

/** The argument at the cursor; the last one of a command that takes any number of them stands for all further ones. */
function argumentAt({command, words}: CommandLine): KnownArg | undefined {
  const known = Object.values(command?.args ?? {}).filter(({hidden}) => hidden !== true);
  const last = known.at(-1);
  const repeats = command?.strict === false || last?.multiple === true;
  return known[words.length] ?? (repeats ? last : undefined);
}

/** The flags that may still be given, those of every command last. */
function flagNames({command, flags}: CommandLine): Candidate[] {
  if (command === undefined) return [HELP];
  const isExcluded = ({exclusive = []}: KnownFlag): boolean =>
    exclusive.some(other => flags.has(typeof other === 'string' ? other : other.name));
  const offered = Object.values(command.flags).filter(
    flag => flag.hidden !== true && (flag.multiple === true || !flags.has(flag.name)) && !isExcluded(flag),
  );
  const isGlobal = ({helpGroup}: KnownFlag): boolean => helpGroup === 'GLOBAL';
  const sorted = [...offered.filter(flag => !isGlobal(flag)), ...offered.filter(isGlobal)];
  const toCandidate = ({name, summary, description}: KnownFlag): Candidate => {
    return {value: `--${name}`, description: summary ?? description ?? ''};
  };
  return [...sorted.map(toCandidate), HELP];
}

/** Subcommands, then what the argument takes; with neither and nothing typed, the flags. */
function plainWords(line: CommandLine, typed: string, nodes: readonly Candidate[]): Completion {
  const argument = argumentAt(line);
  const kind = argument === undefined ? 'unknown' : kindOf(argument);
  if (isPath(kind)) return {kind, candidates: []};
  const path = kind === 'commands' ? line.words : line.words.length > 0 ? undefined : line.path;
  const children = path === undefined ? [] : [...childrenOf(line.grammar, path)];
  const subcommands = children.map(([value, description]) => ({value, description}));
  const used = new Set(line.words);
  const values =
    argument === undefined ? [] : valuesOf(argument, nodes).filter(({value}) => !used.has(value));
  const candidates = [...subcommands, ...values];
  const showFlags = candidates.length === 0 && typed === '' && line.command !== undefined;
  return {kind: 'words', candidates: showFlags ? flagNames(line) : candidates};
}

function completed(line: CommandLine, nodes: readonly Candidate[]): Completion {
  const {slot} = line;
  switch (slot.kind) {
    case 'foreign':
      return {kind: 'words', candidates: []};
    case 'flag':
      return {kind: 'words', candidates: [...flagNames(line), ...(line.path.length === 0 ? [VERSION] : [])]};
    case 'word':
      return plainWords(line, slot.typed, nodes);
    case 'value': {
      const {kind, candidates} = flagValues(slot.flag, slot.typed, nodes);
      return {kind, candidates: candidates.map(found => ({...found, value: slot.prefix + found.value}))};
    }
  }
}

/** Without the full stop, which a table of them does not need. */
function oneLine(text: string): string {
  return text
    .replace(/[\s\u0000-\u001f]+/g, ' ')
    .trim()
    .replace(/\.$/, '');
}

/** What may stand at the cursor. Whether a candidate fits what is typed already is for the shell to say. */
export function complete(line: CommandLine, nodes: readonly Candidate[]): Completion {
  const {kind, candidates} = completed(line, nodes);
  return {
    kind,
    candidates: candidates.map(({value, description}) => ({value, description: oneLine(description)})),
  };
}

/** Whether the nodes of the spec have to be known; reading them takes time. */
export function needsNodes(line: CommandLine): boolean {
  const {slot} = line;
  if (slot.kind === 'value') return kindOf(slot.flag) === 'nodes';
  const argument = slot.kind === 'word' ? argumentAt(line) : undefined;
  return argument !== undefined && kindOf(argument) === 'nodes';
}
