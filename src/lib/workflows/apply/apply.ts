import type {LostData} from '../../domain/cluster/lost-data.js';
import {observedMembers} from '../../domain/membership/observed.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {readState, type ClusterState} from '../../queries/cluster-state.js';
import {hasWal} from '../../queries/member-data.js';
import {launchOf} from '../../queries/node-launch.js';
import {observeNodeStates} from '../../queries/node-states.js';
import {findLost} from '../lost-data.js';
import {observeDirs} from '../membership/aside-steps.js';
import {checkNewNode} from '../membership/new-node-checks.js';
import {isHere, observeScene, type Scene} from '../membership/scene.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {RunContext} from '../runs/run-context.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import {findDifferences, leavingNodes} from './differences.js';
import type {ApplyFacts} from './facts.js';
import {planApply} from './plan-apply.js';

/** Nodes whose certificates are missing, or lack a name that the spec wants in them. */
async function nodesLackingCertificates(context: RunContext): Promise<string[]> {
  const cluster = await context.cluster();
  if (cluster.loaded.spec.tls.mode !== 'ca') return [];
  const {askPassphrase} = context;
  const {certificates} = await issueCertificates(cluster, {sans: [], dryRun: true, askPassphrase});
  const lacking = certificates.filter(({outcome}) => outcome === 'planned').map(({node}) => node);
  return [...new Set(lacking.filter(node => node !== undefined))];
}

/** What would stop a member that the spec has and the cluster has not. */
async function unfitNodes(
  context: RunContext,
  scene: Scene,
  added: ApplyFacts['differences']['added'],
): Promise<Refusal[]> {
  const here = added.filter(node => isHere(scene, node));
  const checks = await Promise.all(
    here.map((node, index) =>
      checkNewNode(context, {
        ...{node, joins: scene.members, after: here.slice(0, index)},
        isWritten: true,
      }),
    ),
  );
  return checks.flat();
}

/** Members of this machine that were healthy once, and have no log where the spec wants it. */
async function lostHere(context: RunContext, state: ClusterState): Promise<LostData[]> {
  const cluster = await context.cluster();
  const {adapters, loaded} = cluster;
  const own = adapters.host.ownAddresses();
  const here = membersOf(loaded.spec).filter(node => isOnThisMachine(loaded.spec, node, own));
  const nodes = await Promise.all(
    here.map(async node => {
      const launch = launchOf(loaded.spec, node, loaded);
      return {node, launch, hasData: await hasWal(adapters, launch)};
    }),
  );
  return findLost(cluster, nodes, state);
}

/** Of nodes that etcdops made, those too that the spec has no more. */
async function startedByOthers(context: RunContext, made: readonly SpecNode[]): Promise<string[]> {
  const {adapters, loaded} = await context.cluster();
  const found = await adapters.host.find(made.map(node => launchOf(loaded.spec, node, loaded)));
  return made.filter((_, index) => found[index]?.managedBy === 'other').map(({name}) => name);
}

/** `apply`: from the cluster as it runs to the spec as it stands. */
export const apply: Workflow<Record<string, never>, ApplyFacts> = {
  name: 'apply',
  followsSpec: true,
  observed: observedMembers,
  question: () => 'Carry this out?',
  async observe(context) {
    const scene = await observeScene(context);
    const {adapters, loaded} = await context.cluster();
    const state = await readState(adapters, context.folder);
    // Of a cluster that an older etcdops made only the members are known.
    const made = state.nodes ?? membersOf(loaded.spec);
    const differences = findDifferences(loaded.spec, {facts: scene.members, made});
    const [dirs, others, states, lackingCertificates, lost, unfit] = await Promise.all([
      observeDirs(
        context,
        leavingNodes(differences).filter(node => isHere(scene, node)),
      ),
      startedByOthers(context, made),
      observeNodeStates(adapters, loaded),
      nodesLackingCertificates(context),
      lostHere(context, state),
      unfitNodes(context, scene, differences.added),
    ]);
    const managedByOthers = [...new Set([...scene.managedByOthers, ...others])];
    return {...scene, ...dirs, managedByOthers, differences, states, lackingCertificates, lost, unfit};
  },
  plan: (_, facts) => planApply(facts),
};
