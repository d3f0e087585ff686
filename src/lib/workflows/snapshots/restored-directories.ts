import {join} from 'node:path';

import type {Artifact} from '../../domain/artifacts/artifact.js';
import {planArtifacts} from '../../domain/artifacts/plan-artifacts.js';
import type {ConfigObject} from '../../domain/config/encode.js';
import {configFileOf, dataDirOf} from '../../domain/layout/layout.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {asRestored} from '../../domain/snapshots/restored-config.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {artifactTexts} from '../../queries/render-artifacts.js';
import type {SpecContext} from '../cluster-run.js';

export interface RestoredDirectory {
  readonly name: string;
  /** Absolute paths. */
  readonly dataDir: string;
  readonly walDir?: string;
  readonly config: string;
  /** The machine that it is for. */
  readonly host: string;
  /** Where its config has its data there: where they were made, if that is this machine. */
  readonly dataDirThere: string;
  readonly walDirThere?: string;
}

/** What a member gets in the folder, none of which is there yet. */
export function directoryOf(
  {adapters: {host}, loaded}: SpecContext,
  dir: string,
  node: SpecNode,
): RestoredDirectory {
  const {name} = node;
  const dataDir = join(dir, name);
  const walDir = node.walDir === undefined ? undefined : join(dir, `${name}.wal`);
  // In the place that the spec has for it a member of this machine may run.
  const isHere = isOnThisMachine(loaded.spec, node, host.ownAddresses());
  const walDirThere = isHere ? walDir : node.walDir;
  return {
    name,
    dataDir,
    ...(walDir === undefined ? {} : {walDir}),
    config: join(dir, `${name}.yaml`),
    host: node.host,
    dataDirThere: isHere ? dataDir : dataDirOf(node),
    ...(walDirThere === undefined ? {} : {walDirThere}),
  };
}

function restoredConfig(artifact: Artifact, directory: RestoredDirectory): Artifact {
  const {body} = artifact;
  if (body.kind !== 'yaml') return artifact;
  const {dataDirThere: dataDir, walDirThere: walDir} = directory;
  const value = asRestored(body.value as ConfigObject, {dataDir, walDir});
  return {...artifact, body: {...body, value, comment: MADE_FOR_DATA}};
}

const MADE_FOR_DATA = 'Made by etcdops snapshot restore --to, for the data that it made beside it.';

/** Beside the data of each member its config file, which starts it on them. */
export async function writeConfigs(
  {adapters, loaded: {folder}}: SpecContext,
  spec: ClusterSpec,
  directories: readonly RestoredDirectory[],
): Promise<void> {
  const artifacts = planArtifacts({spec, folder, formats: ['config']});
  for (const directory of directories) {
    const artifact = artifacts.find(({path}) => path === configFileOf(directory.name))!;
    const [file] = await artifactTexts(adapters, [restoredConfig(artifact, directory)]);
    await adapters.files.writeAtomic(directory.config, file!.text, {mode: file!.mode});
  }
}
