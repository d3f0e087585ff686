import {posix} from 'node:path';

import {has} from '../etcd-version/capabilities.js';
import type {Launch, ReadContext, Word} from '../inputs/input.js';
import type {Place, SourceText} from '../inputs/place.js';
import type {Assignment, ConfigFile, EtcdProcess, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {parseFlags} from './parse-flags.js';
import {readConfigTree, type ConfigKeys} from './read-config-tree.js';
import {readVariables} from './read-variables.js';

export interface ResolveContext extends ReadContext {
  readonly keys: ConfigKeys;
  /** For what does not name a version itself, and for all where `isForced`. */
  readonly version: string;
  /** The user named the version: the tag of an image does not count then. */
  readonly isForced: boolean;
}

/** The subcommands of `etcd`, which have parsers of their own. */
const SUBCOMMANDS: Readonly<Record<string, ProcessRole>> = {gateway: 'gateway', 'grpc-proxy': 'grpc-proxy'};

/** What runs, and the arguments that its flag parser gets. */
function splitArgv(argv: readonly Word[]): {role: ProcessRole; words: readonly Word[]} {
  const [program, subcommand, verb] = argv;
  if (program !== undefined && posix.basename(program.text) === 'etcdctl') {
    return {role: 'etcdctl', words: argv.slice(1)};
  }
  const role = subcommand === undefined ? undefined : SUBCOMMANDS[subcommand.text];
  if (role === undefined) return {role: 'member', words: argv.slice(1)};
  return {role, words: argv.slice(verb?.text === 'start' ? 3 : 2)};
}

/** Where a path of the process stands on this machine; undefined where only the container has it. */
export function pathOnMachine(launch: Launch, path: string): string | undefined {
  const mount = launch.mounts?.find(
    ({target}) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`),
  );
  if (mount !== undefined) return posix.join(mount.source, path.slice(mount.target.length));
  return launch.inContainer ? undefined : path;
}

interface NamedConfig {
  readonly path: string;
  readonly place: Place;
  readonly source?: SourceText;
}

/** The config file of a process: the one that stands alone, or the one that a flag or variable names. */
function namedConfig(
  launch: Launch,
  named: Assignment | undefined,
  context: ResolveContext,
): NamedConfig | undefined {
  if (launch.config !== undefined) {
    return {path: launch.config.file, place: launch.place, source: launch.config};
  }
  if (named === undefined || named.value === '') return undefined;
  const {value: path, place} = named;
  const onMachine = named.unresolved ? undefined : pathOnMachine(launch, path);
  const answer = onMachine === undefined ? undefined : context.fileAt(onMachine, launch.workingDirectory);
  return answer?.kind === 'text' ? {path, place, source: answer.source} : {path, place};
}

interface Decided {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly configFile: ConfigFile;
}

function decodeConfig({path, place, source}: NamedConfig, version: string, context: ResolveContext): Decided {
  const base = {path, place, isRead: source !== undefined, problems: [], misshapen: []};
  if (source === undefined) return {values: new Map(), ignored: [], configFile: base};
  const [first, second] = context.yaml(source);
  const problems = first?.problems ?? [];
  const root = first?.root;
  const {values, ignored, misshapen} = readConfigTree(
    problems.length === 0 ? root : undefined,
    context.keys.of(version),
  );
  const isNothing = root === undefined || (root.kind === 'scalar' && root.value === null);
  return {
    values,
    ignored,
    configFile: {
      ...base,
      problems,
      misshapen,
      ...(isNothing || root.kind === 'map' ? {} : {notKeys: root.place}),
      ...(second?.root === undefined ? {} : {furtherDocument: second.root.place}),
    },
  };
}

function besideConfigFile(assignments: Iterable<Assignment>): IgnoredAssignment[] {
  return [...assignments]
    .filter(({name}) => name !== 'config-file')
    .map(assignment => ({assignment, why: 'beside-config-file'}));
}

/** A v2 proxy is a member's program with `proxy` on, in the versions that have it. */
function roleOf(values: ReadonlyMap<string, Assignment>, version: string): ProcessRole {
  const proxy = values.get('proxy')?.value;
  return has(version, 'v2Proxy') && (proxy === 'on' || proxy === 'readonly') ? 'v2-proxy' : 'member';
}

/** What is missing may stand where it cannot be seen. */
function isIncomplete(launch: Launch, words: readonly Word[]): boolean {
  const mayHoldFlags = words.some(({unresolved, text}) => unresolved === true && !text.startsWith('-'));
  return launch.isIncomplete === true || mayHoldFlags;
}

/**
 * What the etcd of a version makes of a start: a config file alone where there is one, else flags, and variables for
 * what no flag says.
 */
export function resolveProcess(launch: Launch, context: ResolveContext): EtcdProcess {
  const version = context.isForced ? context.version : (launch.version ?? context.version);
  const {role, words} = splitArgv(launch.argv);
  const flags = parseFlags(words, role, version);
  const {label, input, place} = launch;
  const base = {label, input, launch, place, version};
  const fromFlag = flags.values.get('config-file');
  const variableOfFile = launch.environment.findLast(({name}) => name === 'ETCD_CONFIG_FILE');
  const named =
    role === 'member' ? namedConfig(launch, fromFlag ?? asAssignment(variableOfFile), context) : undefined;
  if (named === undefined) {
    const variables = readVariables(launch.environment, flags.values, {role, version});
    const values = new Map([...variables.values, ...flags.values]);
    return {
      ...base,
      role: role === 'member' ? roleOf(values, version) : role,
      configured: 'flags',
      values,
      ignored: [...flags.ignored, ...variables.ignored],
      argumentProblems: [...flags.problems, ...variables.problems],
      isIncomplete: isIncomplete(launch, words),
    };
  }
  const {values, ignored, configFile} = decodeConfig(named, version, context);
  const variables = readVariables(launch.environment, new Map(), {role, version});
  return {
    ...base,
    role: roleOf(values, version),
    configured: 'config-file',
    configFile,
    values,
    ignored: [
      ...ignored,
      ...besideConfigFile(flags.values.values()),
      ...besideConfigFile(variables.values.values()),
    ],
    argumentProblems: flags.problems,
    isIncomplete: !configFile.isRead,
  };
}

function asAssignment(variable: Launch['environment'][number] | undefined): Assignment | undefined {
  if (variable === undefined) return undefined;
  const {value, place, unresolved} = variable;
  const base = {name: 'config-file', written: variable.name, via: 'variable', value, place} as const;
  return unresolved ? {...base, unresolved} : base;
}
