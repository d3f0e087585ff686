import {join, resolve} from 'node:path';

import type {NodeLaunch} from '../../adapters/host/host.js';
import {memberOfNode} from '../../domain/membership/member-of-node.js';
import {canBeAway} from '../../domain/membership/update-guards.js';
import {allowed, type Verdict} from '../../domain/membership/verdict.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {assertAllowed, observeIfAnswered} from '../membership/observe.js';
import {assertStartable} from '../preflight.js';
import type {RunContext} from '../runs/run-context.js';
import {stopNode} from '../stop-node.js';
import type {Binder} from './actions.js';
import {findNode, runningOf, type SightedNode} from './find-node.js';
import {waitBack} from './restart-steps.js';
import {restartUnheard} from './unheard-member.js';

export const startEtcd: Binder<'start-etcd'> = (context, {node: name, isNew}) => ({
  async check() {
    return (await runningOf(context, name)) === undefined ? 'todo' : 'done';
  },
  async require() {
    const {cluster, ...found} = await findNode(context, name);
    await assertStartable(cluster, [found], {state: await readState(cluster.adapters, context.folder)});
  },
  async run() {
    const {cluster, launch} = await findNode(context, name);
    await cluster.adapters.host.start(launch);
  },
  async verify() {
    if (isNew === true) await restartUnheard(context, name);
    await waitBack(context, name);
  },
  async undo() {
    const {cluster, launch, running} = await findNode(context, name);
    if (running !== undefined) await stopNode(cluster, launch, running);
    if (isNew === true) await setNewDataAside(context, launch);
  },
  // No reason to refuse: it is back in a moment, and an abort may be the only way out.
  async undoNotices() {
    const {node, running} = await findNode(context, name);
    // A new one has no say in the cluster yet.
    if (running === undefined || isNew === true || node.role !== 'member') return [];
    const verdict = await mayBeAway(context, node);
    return verdict.answer === 'allowed' ? verdict.notices : [verdict.reason];
  },
});

/** Whether the others bear that a node stops for a moment. Where nobody tells it takes no part that could be missed. */
async function mayBeAway(context: RunContext, node: SpecNode): Promise<Verdict> {
  const facts = await observeIfAnswered(context);
  const {spec} = (await context.cluster()).loaded;
  const member = facts === undefined ? undefined : memberOfNode(spec, node, facts);
  return facts === undefined || member === undefined ? allowed([]) : canBeAway(facts, member.id);
}

/**
 * Else the next attempt would find data of a member that is none any more. Each stays beside where it was: data and log
 * may be on two file systems, and the data directory one of its own.
 */
async function setNewDataAside(context: RunContext, {dataDir, walDir}: NodeLaunch): Promise<void> {
  const {runId} = context;
  const {files} = (await context.cluster()).adapters;
  for (const dir of [join(dataDir, 'member'), ...(walDir === undefined ? [] : [walDir])]) {
    if (await files.exists(dir)) await files.rename(dir, `${dir}.undone-${runId}`);
  }
}

function startedElsewhere(name: string): OpsError {
  return new OpsError('E_PREFLIGHT', `${name} was started by something else, which has to stop it`, {
    hints: ['stop it with what started it (honcho, systemctl, docker)'],
  });
}

/** What was seen a moment ago may have ended since. */
function stillRunning({cluster, launch, running}: SightedNode): Omit<SightedNode, 'node'> {
  const isThere = running !== undefined && cluster.adapters.host.isRunning(running);
  return {cluster, launch, running: isThere ? running : undefined};
}

export const stopEtcd: Binder<'stop-etcd'> = (context, {node, until}) => {
  const look = async () => {
    const known = context.seen?.nodes.find(other => other.node.name === node.name);
    if (known !== undefined) return stillRunning({...known, cluster: context.seen!.cluster});
    const cluster = await context.cluster();
    const {adapters, loaded} = cluster;
    const launch = launchOf(loaded.spec, node, loaded);
    const [running] = await adapters.host.find([launch]);
    return {cluster, launch, running};
  };
  return {
    async check() {
      return (await look()).running === undefined ? 'done' : 'todo';
    },
    async require() {
      const {running} = await look();
      if (running?.managedBy === 'other') throw startedElsewhere(node.name);
      // One that goes for good is no member any more.
      if (running !== undefined && until !== undefined && node.role === 'member')
        assertAllowed(await mayBeAway(context, node));
    },
    async run() {
      const {cluster, launch, running} = await look();
      if (running !== undefined) await stopNode(cluster, launch, running);
    },
    // What was started meanwhile has the old configuration, and data that the next steps take away.
    async holds(hasBegun) {
      return until === undefined || hasBegun(until) || (await look()).running === undefined;
    },
    async undo(wasFinished = true) {
      const {cluster, launch, running} = await look();
      if (running?.managedBy === 'other' || (running !== undefined && wasFinished)) return;
      const {loaded, adapters} = cluster;
      const {dir: binDir} = await resolveEtcd(adapters, loaded.spec);
      // It may have been told to stop, and would be gone in a moment.
      if (running !== undefined) await stopNode(cluster, launch, running);
      await adapters.host.start(launchOf(loaded.spec, node, {folder: context.folder, binDir}));
    },
  };
};

export const setAside: Binder<'set-aside'> = (context, {from, to, keepsFolder = false}) => {
  const source = resolve(context.folder, from);
  const target = resolve(context.folder, to);
  const look = async () => {
    const {files} = (await context.cluster()).adapters;
    const [isThere, isAside] = await Promise.all([files.exists(source), files.exists(target)]);
    return {files, isThere, isAside};
  };
  return {
    async check() {
      const {isThere, isAside} = await look();
      // What stands there once it is aside is new.
      return isThere === isAside || (isAside && !keepsFolder) ? 'done' : 'todo';
    },
    async run() {
      const {files, isAside} = await look();
      if (!isAside) {
        await files.ensureDir(join(target, '..'), 0o700);
        await files.rename(source, target);
      }
      if (keepsFolder) await files.ensureDir(source, 0o700);
    },
    async undo() {
      const {files, isThere, isAside} = await look();
      if (!isAside) return;
      // What a node that was started meanwhile made in its place gives way.
      if (isThere) await files.rename(source, `${target}.undone`);
      await files.rename(target, source);
    },
  };
};
