import {posix} from 'node:path';

import {toConfigObject, toEnvironment, toFlags} from '../config/encode.js';
import {configSettings, proxyArguments} from '../config/node-settings.js';
import {
  commandFileOf,
  configFileOf,
  livesInFolder,
  nodeDir,
  REMOTE_BIN_DIR,
  remoteConfigFileOf,
} from '../layout/layout.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {ArtifactFormat} from '../spec/vocabulary.js';
import {MADE_BY, type Artifact} from './artifact.js';
import {composeArtifact} from './compose.js';
import {containerRun} from './container.js';

const SCRIPT_MODE = 0o755;
const FILE_MODE = 0o644;

/** From `nodes/<name>/` back to the folder of the spec. */
const UP_TO_FOLDER = '../..';

export interface PlanArtifactsInput {
  readonly spec: ClusterSpec;
  readonly formats: readonly ArtifactFormat[];
  /** Absolute path of the spec's folder, for the files that need absolute paths. */
  readonly folder: string;
}

/** Members and v2 proxies have a config file in etcd; gateways and gRPC proxies only arguments. */
export function readsConfigFile(node: Pick<SpecNode, 'role'>): boolean {
  return node.role === 'member' || node.role === 'v2-proxy';
}

function programOf(spec: ClusterSpec, node: SpecNode): string {
  if (!livesInFolder(node)) return `${REMOTE_BIN_DIR}/etcd`;
  return spec.etcd.binDir === undefined ? 'etcd' : posix.join(spec.etcd.binDir, 'etcd');
}

/** The arguments of `etcd` for a node, with its config file at the given path. */
export function launchArguments(spec: ClusterSpec, node: SpecNode, configFile: string): string[] {
  return readsConfigFile(node) ? ['--config-file', configFile] : proxyArguments(spec, node);
}

function config(spec: ClusterSpec, node: SpecNode): Artifact {
  if (readsConfigFile(node)) {
    const value = toConfigObject(configSettings(spec, node), spec.etcd.version);
    return {
      path: configFileOf(node.name),
      format: 'config',
      mode: FILE_MODE,
      body: {kind: 'yaml', value, comment: MADE_BY},
    };
  }
  const text = `${proxyArguments(spec, node).join('\n')}\n`;
  return {path: commandFileOf(node.name), format: 'config', mode: FILE_MODE, body: {kind: 'text', text}};
}

/** Names that every Procfile runner takes: letters, digits, `-` and `_`; `a.b` and `a_b` must not become one. */
function processNames(nodes: readonly SpecNode[]): string[] {
  const taken = new Set(nodes.map(({name}) => name));
  return nodes.map(({name}) => {
    let free = name.replace(/[^\w-]/g, '_');
    while (free !== name && taken.has(free)) free += '_';
    taken.add(free);
    return free;
  });
}

function procfile(spec: ClusterSpec): Artifact | undefined {
  const nodes = startOrder(spec.nodes).filter(livesInFolder);
  const names = processNames(nodes);
  const processes = nodes.map((node, index) => ({
    name: names[index],
    argv: [programOf(spec, node), ...launchArguments(spec, node, configFileOf(node.name))],
  }));
  if (processes.length === 0) return undefined;
  return {
    path: 'Procfile',
    format: 'procfile',
    mode: FILE_MODE,
    body: {kind: 'template', template: 'Procfile', context: {processes}},
  };
}

function environmentFile(spec: ClusterSpec, node: SpecNode): Artifact | undefined {
  // etcd reads no variables for a gateway or a gRPC proxy.
  if (!readsConfigFile(node)) return undefined;
  const variables = toEnvironment(configSettings(spec, node)).map(([name, value]) => ({name, value}));
  return {
    path: `${nodeDir(node.name)}/etcd.env`,
    format: 'env',
    mode: FILE_MODE,
    body: {kind: 'template', template: 'etcd.env', context: {name: node.name, variables}},
  };
}

/** `etcd-<cluster>-<name>.service` */
export function unitName(spec: Pick<ClusterSpec, 'cluster'>, node: Pick<SpecNode, 'name'>): string {
  return `etcd-${spec.cluster}-${node.name}.service`;
}

/**
 * The first words of ExecStart. systemd wants an absolute path there and reads it by rules of its own (no `$$`, no
 * quotes or backslashes inside), so that an unusual one goes through env, where the usual quoting holds.
 */
function execWords(program: string): string[] {
  const absolute = program.startsWith('/') ? program : `${REMOTE_BIN_DIR}/etcd`;
  return /^[\w@+=:,./-]+$/.test(absolute) ? [absolute] : ['/usr/bin/env', absolute];
}

function systemdUnit({spec, folder}: PlanArtifactsInput, node: SpecNode): Artifact {
  const here = livesInFolder(node);
  const configFile = here ? posix.join(folder, configFileOf(node.name)) : remoteConfigFileOf(node.name);
  const program = programOf(spec, node);
  const context = {
    cluster: spec.cluster,
    name: node.name,
    role: node.role,
    notifies: readsConfigFile(node),
    workingDirectory: here ? folder : null,
    stateDirectory: here ? null : node.name,
    argv: [...execWords(program), ...launchArguments(spec, node, configFile)],
  };
  return {
    path: `${nodeDir(node.name)}/${unitName(spec, node)}`,
    format: 'systemd',
    mode: FILE_MODE,
    body: {kind: 'template', template: 'etcd.service', context},
  };
}

function dockerRun(spec: ClusterSpec, node: SpecNode): Artifact {
  const run = containerRun(spec, node);
  const upToFolder = livesInFolder(node) ? UP_TO_FOLDER : null;
  return {
    path: `${nodeDir(node.name)}/docker-run.sh`,
    format: 'docker',
    mode: SCRIPT_MODE,
    body: {
      kind: 'template',
      template: 'docker-run.sh',
      context: {...run, upToFolder},
    },
  };
}

function flagsScript(spec: ClusterSpec, node: SpecNode): Artifact {
  const flags = readsConfigFile(node) ? toFlags(configSettings(spec, node)) : proxyArguments(spec, node);
  const upToFolder = livesInFolder(node) ? UP_TO_FOLDER : null;
  return {
    path: `${nodeDir(node.name)}/flags.sh`,
    format: 'flags',
    mode: SCRIPT_MODE,
    body: {
      kind: 'template',
      template: 'flags.sh',
      context: {name: node.name, upToFolder, program: programOf(spec, node), flags},
    },
  };
}

/** Members first, then what leans on them. */
export function startOrder<N extends Pick<SpecNode, 'role'>>(nodes: readonly N[]): N[] {
  return [...nodes.filter(({role}) => role === 'member'), ...nodes.filter(({role}) => role !== 'member')];
}

/** Formats that run a config file and are useless without it. */
const NEED_CONFIG: ReadonlySet<ArtifactFormat> = new Set(['procfile', 'systemd']);

/** Every file that the formats ask for, in a fixed order. Pure: the same spec and folder give the same files. */
export function planArtifacts(input: PlanArtifactsInput): Artifact[] {
  const {spec} = input;
  const formats = new Set(input.formats);
  if (input.formats.some(format => NEED_CONFIG.has(format))) formats.add('config');
  const perNode: Partial<Record<ArtifactFormat, (node: SpecNode) => Artifact | undefined>> = {
    config: node => config(spec, node),
    env: node => environmentFile(spec, node),
    systemd: node => systemdUnit(input, node),
    docker: node => dockerRun(spec, node),
    flags: node => flagsScript(spec, node),
  };
  const files = spec.nodes.flatMap(node =>
    [...formats].map(format => perNode[format]?.(node)).filter(artifact => artifact !== undefined),
  );
  const forAll = [
    formats.has('procfile') ? procfile(spec) : undefined,
    formats.has('compose') ? composeArtifact(spec) : undefined,
  ];
  return [...files, ...forAll.filter(artifact => artifact !== undefined)];
}
