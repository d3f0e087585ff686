import {posix} from 'node:path';

import {has} from '../etcd-version/capabilities.js';
import {nearestKnown} from '../etcd-version/version.js';
import type {InputMount, Launch, ReadContext, Word} from '../inputs/input.js';
import {findSource, type Place, type SourceText} from '../inputs/place.js';
import type {TreeNode} from '../inputs/tree.js';
import type {Assignment, ConfigFile, EtcdProcess, IgnoredAssignment, ProcessRole} from './etcd-process.js';
import {parseFlags, type ParsedFlags} from './parse-flags.js';
import {withoutGaps} from './config-gaps.js';
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
const SUBCOMMANDS: ReadonlyMap<string, ProcessRole> = new Map([
  ['gateway', 'gateway'],
  ['grpc-proxy', 'grpc-proxy'],
]);

/** What runs, and the arguments that its flag parser gets. */
function splitArgv(argv: readonly Word[]): {role: ProcessRole; words: readonly Word[]} {
  const [program, subcommand, verb] = argv;
  if (program !== undefined && posix.basename(program.text) === 'etcdctl') {
    return {role: 'etcdctl', words: argv.slice(1)};
  }
  const role = SUBCOMMANDS.get(subcommand?.text ?? '');
  if (role === undefined) return {role: 'member', words: argv.slice(1)};
  return {role, words: argv.slice(verb?.text === 'start' ? 3 : 2)};
}

/** The folder from which what `pathOnMachine` gives counts; undefined for that of the input. */
export function machineFolderOf({inContainer, workingDirectory}: Launch): string | undefined {
  return inContainer ? undefined : workingDirectory;
}

/** Where a path of the process stands on this machine; undefined where only the container has it. */
export function pathOnMachine(launch: Launch, named: string): string | undefined {
  const {inContainer, workingDirectory = ''} = launch;
  const path = inContainer ? posix.join(posix.isAbsolute(named) ? '' : workingDirectory, named) : named;
  const mounts = launch.mounts?.filter(
    ({target}) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`),
  );
  // Of one mount inside another the inner one is seen.
  const mount = mounts?.reduce<InputMount | undefined>(
    (inner, candidate) => (candidate.target.length > (inner?.target.length ?? -1) ? candidate : inner),
    undefined,
  );
  if (mount !== undefined) return posix.join(mount.source, path.slice(mount.target.length));
  return inContainer ? undefined : path;
}

interface NamedConfig {
  readonly path: string;
  readonly place: Place;
  readonly source?: SourceText;
  readonly isAbsent: boolean;
}

/** What stands in the file that a setting names, as far as it can be read. */
function readNamed(
  launch: Launch,
  {value, unresolved}: Assignment,
  context: ResolveContext,
): Pick<NamedConfig, 'source' | 'isAbsent'> {
  const written = findSource(launch.written ?? [], value);
  if (written !== undefined) return {source: written, isAbsent: false};
  const onMachine = unresolved ? undefined : pathOnMachine(launch, value);
  const answer = onMachine === undefined ? undefined : context.fileAt(onMachine, machineFolderOf(launch));
  if (answer?.kind === 'text') return {source: answer.source, isAbsent: false};
  return {isAbsent: answer?.kind === 'absent'};
}

/** The config file of a process: the one that stands alone, or the one that a flag or variable names. */
function namedConfig(
  launch: Launch,
  named: Assignment | undefined,
  context: ResolveContext,
): NamedConfig | undefined {
  if (launch.config !== undefined) {
    return {path: launch.config.file, place: launch.place, source: launch.config, isAbsent: false};
  }
  if (named === undefined || named.value === '') return undefined;
  return {path: named.value, place: named.place, ...readNamed(launch, named, context)};
}

interface Decided {
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly configFile: ConfigFile;
}

/** A document that holds something. */
function contentOf(root: TreeNode | undefined): TreeNode | undefined {
  return root?.kind === 'scalar' && root.value === null ? undefined : root;
}

/** What is not there is nothing; anything else that is no block of keys is what etcd cannot decode. */
function notKeysOf(root: TreeNode | undefined): Pick<ConfigFile, 'notKeys'> {
  const content = contentOf(root);
  return content === undefined || content.kind === 'map' ? {} : {notKeys: content.place};
}

function decodeConfig({source, ...named}: NamedConfig, version: string, context: ResolveContext): Decided {
  const base = {...named, isRead: source !== undefined, problems: [], misshapen: [], empty: []};
  if (source === undefined) return {values: new Map(), ignored: [], configFile: base};
  const [first, second] = context.yaml(source);
  const {root, problems = []} = first ?? {};
  const read = readConfigTree(problems.length === 0 ? root : undefined, context.keys.of(version));
  const {values, ignored, misshapen, empty} = withoutGaps(read, source.gaps);
  const unread = contentOf(second?.root);
  const further = unread === undefined ? {} : {furtherDocument: unread.place};
  const configFile = {...base, problems, misshapen, empty, ...notKeysOf(root), ...further};
  return {values, ignored, configFile};
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

/** An empty name of a config file is none: the variable may still name one. */
function nameOfConfig(flags: ParsedFlags, launch: Launch): Assignment | undefined {
  const flag = flags.values.get('config-file');
  if (flag !== undefined && (flag.value !== '' || flag.unresolved)) return flag;
  const variable = launch.environment.findLast(({name}) => name === 'ETCD_CONFIG_FILE');
  if (variable === undefined) return undefined;
  const {value, place, unresolved} = variable;
  const base = {name: 'config-file', written: variable.name, via: 'variable', value, place} as const;
  return unresolved ? {...base, unresolved} : base;
}

type Resolved = Omit<EtcdProcess, 'label' | 'input' | 'launch' | 'place' | 'version' | 'onlyPrints'>;

interface Start {
  readonly launch: Launch;
  readonly version: string;
  readonly role: ProcessRole;
  readonly flags: ParsedFlags;
}

function resolveFlags({launch, version, role, flags}: Start): Resolved {
  const variables = readVariables(launch.environment, flags.values, {role, version});
  const values = new Map([...variables.values, ...flags.values]);
  return {
    role: role === 'member' ? roleOf(values, version) : role,
    configured: 'flags',
    values,
    ignored: [...flags.ignored, ...variables.ignored],
    argumentProblems: [...flags.problems, ...variables.problems],
    // What is missing may stand where it cannot be seen.
    isIncomplete: launch.isIncomplete === true || flags.mayHoldMore,
  };
}

function resolveConfig({launch, version, flags}: Start, {values, ignored, configFile}: Decided): Resolved {
  const variables = readVariables(launch.environment, new Map(), {role: 'member', version});
  const {isRead, problems, notKeys} = configFile;
  return {
    role: roleOf(values, version),
    configured: 'config-file',
    configFile,
    values,
    ignored: [
      ...ignored,
      ...flags.ignored,
      ...besideConfigFile(flags.values.values()),
      ...besideConfigFile(variables.values.values()),
    ],
    argumentProblems: flags.problems,
    isIncomplete: launch.isIncomplete === true || !isRead || problems.length > 0 || notKeys !== undefined,
  };
}

/**
 * What the etcd of a version makes of a start: a config file alone where there is one, else flags, and variables for
 * what no flag says.
 */
export function resolveProcess(launch: Launch, context: ResolveContext): EtcdProcess {
  const ofImage = launch.version === undefined ? undefined : nearestKnown(launch.version);
  const version = context.isForced ? context.version : (ofImage ?? context.version);
  const {role, words} = splitArgv(launch.argv);
  const flags = parseFlags(words, role, version);
  const start = {launch, version, role, flags};
  const named = role === 'member' ? namedConfig(launch, nameOfConfig(flags, launch), context) : undefined;
  const resolved =
    named === undefined ? resolveFlags(start) : resolveConfig(start, decodeConfig(named, version, context));
  const {label, input, place} = launch;
  return {label, input, launch, place, version, onlyPrints: flags.onlyPrints, ...resolved};
}
