import {join} from 'node:path';

import {configFileOf} from '../../domain/layout/layout.js';
import {WHO_HAS_A_PORT} from '../../domain/machine/who-has-a-port.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {certificateSlots} from '../../domain/pki/certificate-slots.js';
import {changeSpec, type SpecChange} from '../../domain/spec/spec-change.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {OpsError} from '../../errors/ops-error.js';
import {lookAtDirsOf} from '../../queries/look-at-dir.js';
import {launchOf} from '../../queries/node-launch.js';
import {observeSlot} from '../../queries/pki/observe-certificates.js';
import {portProblems} from '../../queries/port-problems.js';
import {renderArtifacts} from '../../queries/render-artifacts.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import type {SpecContext} from '../cluster-run.js';
import {freshDirRefusals, insideRefusals} from '../dir-refusals.js';
import {editSpec} from '../edit-spec.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {RunContext} from '../runs/run-context.js';
import type {Refusal} from '../runs/workflow.js';
import {roomRefusals, type RoomCheck} from './new-node-room.js';
import {peerRefusals} from './reach-peer.js';

export interface NewNodeCheck extends RoomCheck {
  /** The spec has it already, as somebody wrote it. */
  readonly isWritten?: boolean;
  /** What becomes of the other nodes with it. */
  readonly changes?: readonly SpecChange[];
  /** What it has is set aside before it starts anew. */
  readonly takesOver?: boolean;
  /** It goes on with the data that it has. */
  readonly keepsData?: boolean;
  /** Its process, where it runs, ends before and gives its ports free. */
  readonly holder?: SpecNode;
  /** Its machine need not answer here: whoever asks may reach others than the members do. */
  readonly allowUnreachable?: boolean;
}

type Changed = Required<Pick<NewNodeCheck, 'node' | 'changes'>>;

/** What a check throws, as one of several reasons. */
async function asRefusals(check: Promise<unknown>): Promise<Refusal[]> {
  try {
    await check;
    return [];
  } catch (error) {
    if (!(error instanceof OpsError) || error.exitCode === 130) throw error;
    return [{code: 'E_PREFLIGHT', message: error.message, hints: error.hints}];
  }
}

async function heldPorts({adapters, loaded}: SpecContext, holder: SpecNode | undefined): Promise<number[]> {
  if (holder === undefined) return [];
  const [running] = await adapters.host.find([launchOf(loaded.spec, holder, loaded)]);
  return running === undefined ? [] : Object.values(holder.ports as Record<string, number>);
}

async function portRefusals(cluster: SpecContext, {node, holder}: NewNodeCheck): Promise<Refusal[]> {
  const {adapters} = cluster;
  const held = await heldPorts(cluster, holder);
  const asked = Object.entries(node.ports as Record<string, number>).filter(
    ([, port]) => !held.includes(port),
  );
  const ports = Object.fromEntries(asked) as SpecNode['ports'];
  const problems = await portProblems(adapters, [{...node, ports}]);
  const hints = [WHO_HAS_A_PORT];
  return problems.map(message => ({code: 'E_PREFLIGHT', message, hints}));
}

/** Data of another cluster or of another time, which the member would go on with instead of joining. */
async function dataRefusals({adapters, loaded}: SpecContext, node: SpecNode): Promise<Refusal[]> {
  const {dataDir, walDir} = launchOf(loaded.spec, node, loaded);
  const isData = await Promise.all([
    adapters.files.exists(join(dataDir, 'member')),
    walDir !== undefined && adapters.files.list(walDir).then(({length}) => length > 0),
  ]);
  return [dataDir, walDir ?? '']
    .filter((_, index) => isData[index])
    .map(dir => ({
      code: 'E_PREFLIGHT',
      message: `${dir} has data of a member, with which ${node.name} would not join`,
      hints: [`mv ${shellQuote(dir)} ${shellQuote(`${dir}.old`)}`],
    }));
}

/** A disk that stands in the way of a log that begins, or that would leave with the old data. */
async function diskRefusals(
  {adapters, loaded}: SpecContext,
  {node, takesOver = false}: NewNodeCheck,
): Promise<Refusal[]> {
  const dirs = await lookAtDirsOf(adapters, loaded, node);
  return [...(takesOver ? insideRefusals(node.name, dirs) : []), ...freshDirRefusals(dirs)];
}

/** A CA that cannot sign would stop the run after the cluster has a new member. */
function signable(context: RunContext, cluster: SpecContext, node: SpecNode): Promise<unknown> {
  const {askPassphrase} = context;
  const spec = changeSpec(cluster.loaded.spec, [{put: node}]);
  if (spec.tls.mode !== 'ca') return Promise.resolve();
  const after = {...cluster, loaded: {...cluster.loaded, spec}};
  return issueCertificates(after, {node: node.name, sans: [], dryRun: true, askPassphrase});
}

/** Files that somebody else makes: without them the cluster would have a new member that nobody can start. */
async function certificateRefusals(cluster: SpecContext, {node, changes}: Changed): Promise<Refusal[]> {
  const {adapters, loaded} = cluster;
  const spec = changeSpec(loaded.spec, changes);
  if (spec.tls.mode !== 'external') return [];
  const now = adapters.clock.now();
  const slots = certificateSlots(spec).filter(slot => slot.node === node.name);
  const observed = await Promise.all(slots.map(slot => observeSlot(adapters, loaded, {slot, now})));
  const errors = observed
    .flatMap(({faults}) => faults)
    .filter(({severity}) => severity === 'error')
    .map(({path, message}) => `${path} ${message}`);
  const hints = [`put files there that are good for ${node.name} on ${node.host}, then the same line again`];
  return [...new Set(errors)].map(message => ({code: 'E_PREFLIGHT', message, hints}));
}

/** The text of the spec as it will be, which nobody would like to see refused half-way. */
async function specRefusals(
  {adapters, loaded}: SpecContext,
  node: SpecNode,
  changes: readonly SpecChange[],
): Promise<Refusal[]> {
  const after = changeSpec(loaded.spec, changes);
  const {checked} = await editSpec(adapters, loaded, {after, what: node.name});
  return checked.findings
    .filter(({severity}) => severity === 'error')
    .map(({message, fix}) => ({code: 'E_PREFLIGHT', message, hints: fix === undefined ? [] : [fix]}));
}

/** The config file is written anew, and what somebody wrote into it would be lost. */
async function fileRefusals({adapters, loaded}: SpecContext, {name}: SpecNode): Promise<Refusal[]> {
  if (!loaded.spec.nodes.some(node => node.name === name)) return [];
  const path = configFileOf(name);
  const found = await adapters.files.readText(join(loaded.folder, path));
  const rendered = await renderArtifacts(adapters, {...loaded, formats: ['config']});
  const text = rendered.find(file => file.path === path)?.text;
  if (found === undefined || text === undefined || found === text) return [];
  const hints = [
    'etcdops render --check shows how; what is to stay belongs into settings of the node in the spec',
    'etcdops render, then the same line again',
  ];
  return [{code: 'E_PREFLIGHT', message: `${path} differs from the spec and has to be written anew`, hints}];
}

/** Of a node that is started here. */
function localRefusals(cluster: SpecContext, check: NewNodeCheck & Changed): Promise<Refusal[]>[] {
  const {adapters, loaded} = cluster;
  const {node, takesOver = false, keepsData = false} = check;
  return [
    asRefusals(resolveEtcd(adapters, loaded.spec)),
    portRefusals(cluster, check),
    certificateRefusals(cluster, check),
    ...(keepsData ? [] : [diskRefusals(cluster, check)]),
    ...(takesOver || keepsData ? [] : [dataRefusals(cluster, node)]),
  ];
}

/**
 * Of a node that somebody starts elsewhere. One that keeps its data does not get there, and at the place of one that is
 * replaced answers that one, or nobody any more.
 */
async function remoteRefusals({adapters, loaded}: SpecContext, check: NewNodeCheck): Promise<Refusal[]> {
  const {node, keepsData = false, takesOver = false, allowUnreachable = false} = check;
  return keepsData || takesOver || allowUnreachable ? [] : peerRefusals(adapters, loaded.spec, node);
}

/** Everything that would stop a node from becoming a member, looked at before anything is done. */
export async function checkNewNode(context: RunContext, check: NewNodeCheck): Promise<Refusal[]> {
  const cluster = await context.cluster();
  const {node, changes = [{put: node}]} = check;
  const isHere = isOnThisMachine(cluster.loaded.spec, node, cluster.adapters.host.ownAddresses());
  const found = await Promise.all([
    ...(check.isWritten === true ? [] : [specRefusals(cluster, node, changes), fileRefusals(cluster, node)]),
    asRefusals(signable(context, cluster, node)),
    ...(check.keepsData === true ? [] : [roomRefusals(cluster, check, isHere)]),
    ...(isHere ? localRefusals(cluster, {...check, changes}) : [remoteRefusals(cluster, check)]),
  ]);
  return found.flat();
}
