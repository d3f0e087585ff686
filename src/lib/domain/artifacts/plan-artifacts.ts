import {posix} from 'node:path';

import {nodeSettings} from '../config/node-settings.js';
import {configFileOf, REMOTE_BIN_DIR, remoteConfigFileOf, startsInFolder} from '../layout/layout.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {ArtifactFormat} from '../spec/vocabulary.js';
import {MADE_BY, type Artifact} from './artifact.js';
import {composeArtifact} from './compose.js';
import {containerRun, dockerScript} from './container.js';
import {
  argumentsOf,
  configFile,
  environmentFile,
  flagsScript,
  procfile,
  readsConfigFile,
  startOrder,
  systemdUnit,
  type DescribedProcess,
} from './process-files.js';
import {zoneFile} from './zone-file.js';

/** From `nodes/<name>/` back to the folder of the spec. */
const UP_TO_FOLDER = '../..';

export interface PlanArtifactsInput {
  readonly spec: ClusterSpec;
  readonly formats: readonly ArtifactFormat[];
  /** Absolute path of the spec's folder, for the files that need absolute paths. */
  readonly folder: string;
}

/** A node of the spec with all that the spec says of it. */
export function describeNode(spec: ClusterSpec, node: SpecNode): DescribedProcess {
  return {
    name: node.name,
    role: node.role,
    version: spec.etcd.version,
    settings: nodeSettings(spec, node),
  };
}

function programOf(spec: ClusterSpec, node: SpecNode): string {
  if (!startsInFolder(spec, node)) return `${REMOTE_BIN_DIR}/etcd`;
  return spec.etcd.binDir === undefined ? 'etcd' : posix.join(spec.etcd.binDir, 'etcd');
}

/** The arguments of `etcd` for a node, with its config file at the given path. */
export function launchArguments(spec: ClusterSpec, node: SpecNode, configPath: string): string[] {
  return readsConfigFile(node) ? ['--config-file', configPath] : argumentsOf(describeNode(spec, node));
}

function procfileOf(spec: ClusterSpec): Artifact | undefined {
  const entries = startOrder(spec.nodes)
    .filter(node => startsInFolder(spec, node))
    .map(node => ({
      name: node.name,
      argv: [programOf(spec, node), ...launchArguments(spec, node, configFileOf(node.name))],
    }));
  return procfile(entries, MADE_BY);
}

/** `etcd-<cluster>-<name>.service` */
export function unitName(spec: Pick<ClusterSpec, 'cluster'>, node: Pick<SpecNode, 'name'>): string {
  return `etcd-${spec.cluster}-${node.name}.service`;
}

function unitOf({spec, folder}: PlanArtifactsInput, node: SpecNode): Artifact {
  const here = startsInFolder(spec, node);
  const configPath = here ? posix.join(folder, configFileOf(node.name)) : remoteConfigFileOf(node.name);
  const plan = {
    fileName: unitName(spec, node),
    description: `etcd ${node.role} ${node.name} of cluster ${spec.cluster}`,
    program: programOf(spec, node),
    arguments: launchArguments(spec, node, configPath),
    workingDirectory: here ? folder : null,
    stateDirectory: here ? null : node.name,
  };
  return systemdUnit(node, plan, MADE_BY);
}

/** Formats that run a config file and are useless without it. */
const NEED_CONFIG: ReadonlySet<ArtifactFormat> = new Set(['procfile', 'systemd']);

/** Every file that the formats ask for, in a fixed order. Pure: the same spec and folder give the same files. */
export function planArtifacts(input: PlanArtifactsInput): Artifact[] {
  const {spec} = input;
  const formats = new Set(input.formats);
  if (input.formats.some(format => NEED_CONFIG.has(format))) formats.add('config');
  const upToFolder = (node: SpecNode): string | null => (startsInFolder(spec, node) ? UP_TO_FOLDER : null);
  const perNode: Partial<Record<ArtifactFormat, (node: SpecNode) => Artifact | undefined>> = {
    config: node => configFile(describeNode(spec, node), MADE_BY),
    env: node => environmentFile(describeNode(spec, node), MADE_BY),
    systemd: node => unitOf(input, node),
    docker: node => dockerScript(node, {...containerRun(spec, node), upToFolder: upToFolder(node)}, MADE_BY),
    flags: node => {
      const place = {program: programOf(spec, node), upToFolder: upToFolder(node)};
      return flagsScript(describeNode(spec, node), place, MADE_BY);
    },
  };
  const files = spec.nodes.flatMap(node =>
    [...formats].map(format => perNode[format]?.(node)).filter(artifact => artifact !== undefined),
  );
  const forAll = [
    formats.has('procfile') ? procfileOf(spec) : undefined,
    formats.has('compose') ? composeArtifact(spec) : undefined,
    zoneFile(spec),
  ];
  return [...files, ...forAll.filter(artifact => artifact !== undefined)];
}
