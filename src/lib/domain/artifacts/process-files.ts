import {toCommand, toConfigObject, toEnvironment, toFlags, type CommandSettings} from '../config/encode.js';
import type {NodeSettings} from '../config/node-settings.js';
import {commandFileOf, configFileOf, nodeDir, REMOTE_BIN_DIR} from '../layout/layout.js';
import type {SpecNode} from '../spec/schema.js';
import type {NodeRole} from '../spec/vocabulary.js';
import type {Artifact} from './artifact.js';

/** One process of etcd as its files describe it, whatever it was read from. */
export interface DescribedProcess {
  /** A valid name of a node: it becomes the name of a folder, a service and a container. */
  readonly name: string;
  readonly role: NodeRole;
  /** Full version of etcd. */
  readonly version: string;
  /** By flag name, in the order in which files show them; of a gateway or gRPC proxy under the names of its own flags. */
  readonly settings: NodeSettings;
}

const FILE_MODE = 0o644;
export const SCRIPT_MODE = 0o755;

/** What holds the password of a discovery service is for its owner alone. */
function modeOf(process: Pick<DescribedProcess, 'settings'>, mode = FILE_MODE): number {
  return holdsPassword(process) ? mode & 0o700 : mode;
}

function holdsPassword({settings}: Pick<DescribedProcess, 'settings'>): boolean {
  return settings.has('discovery-password');
}

/** Members and v2 proxies have a config file in etcd; gateways and gRPC proxies only arguments. */
export function readsConfigFile(node: Pick<SpecNode, 'role'>): boolean {
  return node.role === 'member' || node.role === 'v2-proxy';
}

type Started = Pick<DescribedProcess, 'role' | 'settings'>;

function withSubcommand(role: NodeRole, flags: readonly string[]): string[] {
  return role === 'gateway' || role === 'grpc-proxy' ? [role, 'start', ...flags] : [...flags];
}

/** Everything behind the program: the subcommand, where there is one, and a flag for each setting. */
export function argumentsOf({role, settings}: Started): string[] {
  return withSubcommand(role, toFlags(settings));
}

/** As a command line that others may see: passwords are told in variables. */
export function commandOf({role, settings}: Started): CommandSettings {
  const {flags, variables} = toCommand(settings);
  return {flags: withSubcommand(role, flags), variables};
}

/** The config file; of what reads none its arguments, one a line. `madeBy` is the line that says where it comes from. */
export function configFile(process: DescribedProcess, madeBy: string): Artifact {
  const base = {format: 'config', mode: modeOf(process)} as const;
  if (readsConfigFile(process)) {
    const value = toConfigObject(process.settings, process.version);
    return {...base, path: configFileOf(process.name), body: {kind: 'yaml', value, comment: madeBy}};
  }
  const text = `${argumentsOf(process).join('\n')}\n`;
  return {...base, path: commandFileOf(process.name), body: {kind: 'text', text}};
}

/** Undefined for gateways and gRPC proxies: etcd reads no variables for them. */
export function environmentFile(process: DescribedProcess, madeBy: string): Artifact | undefined {
  if (!readsConfigFile(process)) return undefined;
  const variables = toEnvironment(process.settings).map(([name, value]) => ({name, value}));
  return {
    path: `${nodeDir(process.name)}/etcd.env`,
    format: 'env',
    mode: modeOf(process),
    body: {
      kind: 'template',
      template: 'etcd.env',
      context: {madeBy, name: process.name, variables, isSecret: holdsPassword(process)},
    },
  };
}

export interface ScriptPlace {
  readonly program: string;
  /** Steps from the script up to the folder from which its relative paths count; null where it starts wherever it is called. */
  readonly upToFolder: string | null;
}

/** A script that starts the process in the foreground, configured by flags alone. */
export function flagsScript(
  process: DescribedProcess,
  {program, upToFolder}: ScriptPlace,
  madeBy: string,
): Artifact {
  const context = {madeBy, name: process.name, upToFolder, program, ...commandOf(process)};
  return {
    path: `${nodeDir(process.name)}/flags.sh`,
    format: 'flags',
    mode: modeOf(process, SCRIPT_MODE),
    body: {kind: 'template', template: 'flags.sh', context},
  };
}

export interface UnitPlan {
  /** `etcd-demo-infra0.service` */
  readonly fileName: string;
  readonly description: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Folder to run in; null for that of systemd. */
  readonly workingDirectory: string | null;
  /** `<name>` below /var/lib/etcd, which systemd makes for the user etcd; null where the folders are there already. */
  readonly stateDirectory: string | null;
}

/**
 * The first words of ExecStart. systemd wants an absolute path there and reads it by rules of its own (no `$$`, no
 * quotes or backslashes inside), so that an unusual one goes through env, where the usual quoting holds.
 */
function execWords(program: string): string[] {
  const absolute = program.startsWith('/') ? program : `${REMOTE_BIN_DIR}/etcd`;
  return /^[\w@+=:,./-]+$/.test(absolute) ? [absolute] : ['/usr/bin/env', absolute];
}

export function systemdUnit(
  {name}: Pick<DescribedProcess, 'name'>,
  plan: UnitPlan,
  madeBy: string,
): Artifact {
  const context = {
    madeBy,
    description: plan.description,
    workingDirectory: plan.workingDirectory,
    stateDirectory: plan.stateDirectory,
    argv: [...execWords(plan.program), ...plan.arguments],
  };
  return {
    path: `${nodeDir(name)}/${plan.fileName}`,
    format: 'systemd',
    mode: FILE_MODE,
    body: {kind: 'template', template: 'etcd.service', context},
  };
}

export interface ProcfileEntry {
  readonly name: string;
  /** The program first. */
  readonly argv: readonly string[];
}

/** Names that every Procfile runner takes: letters, digits, `-` and `_`; `a.b` and `a_b` must not become one. */
function processNames(entries: readonly ProcfileEntry[]): string[] {
  const taken = new Set(entries.map(({name}) => name));
  return entries.map(({name}) => {
    let free = name.replace(/[^\w-]/g, '_');
    while (free !== name && taken.has(free)) free += '_';
    taken.add(free);
    return free;
  });
}

/** Undefined where there is nothing to run. */
export function procfile(entries: readonly ProcfileEntry[], madeBy: string): Artifact | undefined {
  if (entries.length === 0) return undefined;
  const names = processNames(entries);
  const processes = entries.map(({argv}, index) => ({name: names[index], argv}));
  return {
    path: 'Procfile',
    format: 'procfile',
    mode: FILE_MODE,
    body: {kind: 'template', template: 'Procfile', context: {madeBy, processes}},
  };
}

/** Members first, then what leans on them. */
export function startOrder<N extends Pick<SpecNode, 'role'>>(nodes: readonly N[]): N[] {
  return [...nodes.filter(({role}) => role === 'member'), ...nodes.filter(({role}) => role !== 'member')];
}
