import {relative} from 'node:path';

import {
  otherPlaceHints,
  otherPlaceMessage,
  nameInConfig,
  placeInConfig,
  type OtherPlace,
} from '../domain/cluster/other-place.js';
import type {DataPlace} from '../domain/cluster/lost-data.js';
import type {FileSettings} from '../domain/process/file-settings.js';
import {clientMisfit, peerMisfit, unboundMisfits} from '../domain/config/listen-misfits.js';
import {databaseIn} from '../domain/etcd-data/database-facts.js';
import {etcdopsLine} from '../domain/text/etcdops-line.js';
import {printable} from '../domain/text/printable.js';
import {hasWal} from '../queries/member-data.js';
import {readConfig} from '../queries/started-config.js';
import type {ClusterContext} from './cluster-run.js';
import type {LocalNode} from './observe-nodes.js';
import {preflight} from './runs/refusal.js';
import type {Refusal} from './runs/workflow.js';

type Member = Pick<LocalNode, 'node' | 'launch' | 'hasData'>;

export interface Judgement {
  /** Names of members that were healthy once, so that they have data to lose. */
  readonly healthyOnce: readonly string[];
  /** By the data that they start on, the members know each other as the spec has them. */
  readonly isRestore?: true;
}

interface MemberConfig {
  readonly member: Member;
  /** Relative to the folder of the spec. */
  readonly path: string;
  /** Undefined where etcd could not read it. */
  readonly settings: FileSettings | undefined;
}

const RENDER_HINT =
  'etcdops render writes the files as the spec has them, then the same line again; etcdops render --check shows what changes';

/** One folder has one name, however it is reached. */
async function isSamePlace(
  {adapters: {files}}: ClusterContext,
  a: DataPlace,
  b: DataPlace,
): Promise<boolean> {
  const [one, other] = await Promise.all(
    [a, b].map(({dataDir, walDir}) =>
      Promise.all([
        files.canonicalPath(dataDir),
        walDir === undefined ? undefined : files.canonicalPath(walDir),
      ]),
    ),
  );
  return one![0] === other![0] && one![1] === other![1];
}

/** One that is not there is made then. */
async function readConfigs(
  {adapters, loaded}: ClusterContext,
  members: readonly Member[],
): Promise<MemberConfig[]> {
  const configs = await Promise.all(
    members.map(async member => {
      const file = member.launch.configFile!;
      const text = await adapters.files.readText(file);
      if (text === undefined) return [];
      const settings = await readConfig(adapters, text, loaded.spec.etcd.version);
      return [{member, path: relative(loaded.folder, file), settings}];
    }),
  );
  return configs.flat();
}

function unreadRefusals(configs: readonly MemberConfig[]): Refusal[] {
  return configs
    .filter(({settings}) => settings === undefined)
    .map(({path}) =>
      preflight(
        `${path} is no config file that etcd can read`,
        `${etcdopsLine('validate', path)} says what is wrong`,
        RENDER_HINT,
      ),
    );
}

async function otherPlaceOf(
  context: ClusterContext,
  {member: {node, launch, hasData}, path, settings}: MemberConfig,
): Promise<OtherPlace | undefined> {
  if (settings === undefined) return undefined;
  const place = placeInConfig(settings, context.loaded.folder);
  if (await isSamePlace(context, place, launch)) return undefined;
  const hasLog = await hasWal(context.adapters, place);
  const {dataDir, walDir} = launch;
  return {
    name: node.name,
    path,
    file: {...place, hasLog},
    spec: {dataDir, ...(walDir === undefined ? {} : {walDir}), hasLog: hasData},
  };
}

async function placeRefusals(
  context: ClusterContext,
  configs: readonly MemberConfig[],
  {healthyOnce}: Judgement,
): Promise<Refusal[]> {
  const found = await Promise.all(configs.map(config => otherPlaceOf(context, config)));
  const others = found.filter(other => other !== undefined);
  const isLoss = others.some(({name, file}) => !file.hasLog && healthyOnce.includes(name));
  return others.map(other => ({
    code: isLoss ? 'E_DATA_LOST' : 'E_PREFLIGHT',
    message: otherPlaceMessage(other),
    hints: [RENDER_HINT, ...otherPlaceHints(other)],
  }));
}

/** Under which peer URLs the others know a member, by its data; undefined where that does not tell. */
async function knownPeerUrls(
  {adapters}: ClusterContext,
  {node, launch, hasData}: Member,
): Promise<readonly string[] | undefined> {
  if (!hasData) return [];
  const database = await adapters.etcdData.database(databaseIn(launch.dataDir));
  return database?.members.find(({name}) => name === node.name)?.peerUrls;
}

async function misfitRefusals(
  context: ClusterContext,
  {member, path, settings}: MemberConfig,
  {isRestore}: Judgement,
): Promise<Refusal[]> {
  if (settings === undefined) return [];
  const {node} = member;
  const listening = {spec: context.loaded.spec, node, settings};
  const name = nameInConfig(settings);
  const called = name === '' ? 'has no name' : `is called ${printable(name, 200)}`;
  const other = name === node.name ? undefined : `${called}, and a member keeps its name`;
  const misfits = [clientMisfit(listening), peerMisfit(listening, []), other];
  if (misfits[1] !== undefined && isRestore !== true) {
    const known = await knownPeerUrls(context, member);
    misfits[1] = known === undefined ? undefined : peerMisfit(listening, known);
  }
  return [...misfits, ...unboundMisfits(listening)]
    .filter(misfit => misfit !== undefined)
    .map(misfit => preflight(`by ${path} ${node.name} ${misfit}`, RENDER_HINT));
}

/**
 * What stands against config files that are older than the spec, or were changed by hand: members would begin anew
 * somewhere else, listen where nobody asks, or go by another name. Most other differences are the user's to decide about.
 */
export async function configRefusals(
  context: ClusterContext,
  nodes: readonly Member[],
  judgement: Judgement,
): Promise<Refusal[]> {
  const configs = await readConfigs(
    context,
    nodes.filter(({node}) => node.role === 'member'),
  );
  const misfits = configs.map(config => misfitRefusals(context, config, judgement));
  return [
    ...(await placeRefusals(context, configs, judgement)),
    ...unreadRefusals(configs),
    ...(await Promise.all(misfits)).flat(),
  ];
}
