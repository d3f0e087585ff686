import {relative, resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {dataDirOf, livesInFolder} from '../../domain/layout/layout.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {withNode} from '../../domain/spec/node-edits.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {knownIds, readState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import {askMembers, whereMembersRun} from '../../queries/where-members-run.js';
import type {SpecContext} from '../cluster-run.js';
import {preflight} from '../runs/refusal.js';
import type {Plan, Refusal, Workflow} from '../runs/workflow.js';
import type {ClusterRecord} from '../steps/actions.js';
import {readMade, type Made, type MadeMember} from './made-directories.js';
import {runningOf, toNode} from './observe-processes.js';
import {restoredCluster, tokenSteps, type RestoredCluster} from './planned-steps.js';
import {nextRecord, recordStep} from './record-steps.js';
import type {RestoreNode} from './restore-facts.js';

export type AdoptInput = {readonly dir: string};

export interface AdoptFacts extends Made {
  readonly folder: string;
  readonly spec: ClusterSpec;
  readonly nodes: readonly RestoreNode[];
  /** Of members that answer: of which cluster each is; undefined where it tells only users. */
  readonly living: ReadonlyMap<string, string | undefined>;
  readonly made: RestoredCluster;
  /** Of members of this machine: the node where it has its data, undefined where they are nowhere. */
  readonly found: ReadonlyMap<string, SpecNode | undefined>;
  readonly record: ClusterRecord;
}

/** Where they were made, or where they were moved to: in the place that the spec has for them. */
async function withData(
  {adapters, loaded}: SpecContext,
  node: SpecNode,
  {member, clusterId}: {member: MadeMember | undefined; clusterId: string},
): Promise<SpecNode | undefined> {
  const {spec, folder} = loaded;
  // An absolute one would make it a node of another machine, with its files under /etc.
  const placed = (path: string): string =>
    livesInFolder(node) ? relative(folder, resolve(folder, path)) : resolve(folder, path);
  const moved = member && {
    ...node,
    dataDir: placed(member.dataDir),
    ...(member.walDir === undefined ? {} : {walDir: placed(member.walDir)}),
  };
  for (const candidate of [node, ...(moved === undefined ? [] : [moved])]) {
    const data = await adapters.etcdData.lookAt(launchOf(spec, candidate, loaded));
    if (data?.clusterId === clusterId) return candidate;
  }
  return undefined;
}

function memberRefusals({spec, members}: AdoptFacts): Refusal[] {
  const [inSpec, made] = [membersOf(spec), members].map(all => all.map(({name}) => name).sort());
  if (isDeepStrictEqual(inSpec, made)) return [];
  return [
    preflight(
      `it was made for ${made!.map(name => printable(name, 200)).join(', ')}, and the members of the spec are ${inSpec!.join(', ')}`,
      'make the spec the one that it was made with, then the same line again',
    ),
  ];
}

function dataRefusals({found, made, members}: AdoptFacts): Refusal[] {
  return [...found].flatMap(([name, node]) => {
    if (node !== undefined) return [];
    const dir = members.find(member => member.name === name)?.dataDir;
    return [
      preflight(
        `${name} has no data of cluster ${made.clusterId}${dir === undefined ? '' : `, neither in ${printable(dir, 500)} nor`} where the spec has it`,
        "put it back where it was made; data that was made with another token or other peer URLs is another cluster's",
      ),
    ];
  });
}

/** What runs of another cluster would go on and be written to, unknown to etcdops and without what was made. */
function runningRefusals({nodes, living, made}: AdoptFacts): Refusal[] {
  const processes = nodes.filter(({node, managedBy}) => node.role === 'member' && managedBy !== undefined);
  const names = new Set([...processes.map(({node}) => node.name), ...living.keys()]);
  return [...names].flatMap(name => {
    const clusterId = living.get(name);
    if (clusterId === made.clusterId) return [];
    const whose =
      clusterId === undefined ? 'does not tell of which cluster it is' : `is of cluster ${clusterId}`;
    return preflight(
      `${printable(name, 200)} runs, and ${whose}; what was made is cluster ${made.clusterId}`,
      'etcdops down, or end it with what started it, then the same line',
    );
  });
}

/** Who answers, wherever it runs. */
async function livingOf({adapters, loaded}: SpecContext): Promise<AdoptFacts['living']> {
  const answers = await askMembers(adapters, await whereMembersRun(adapters, loaded));
  return new Map(
    answers
      .filter(({status, refusal}) => status !== undefined || refusal === 'auth')
      .map(({name, status}) => [name, status?.clusterId]),
  );
}

function specAfter({made, found}: AdoptFacts): ClusterSpec {
  const places = [...found.values()].filter(node => node !== undefined);
  return membersOf(made.spec).reduce((spec, node) => {
    const place = places.find(({name}) => name === node.name);
    if (place === undefined) return spec;
    const {dataDir, walDir} = place;
    const dirs = {
      ...(dataDir === undefined ? {} : {dataDir}),
      ...(walDir === undefined ? {} : {walDir}),
    };
    return withNode(spec, {...node, ...dirs});
  }, made.spec);
}

function noticesOf({record: {clusterId}, made, spec, found}: AdoptFacts): string[] {
  const moving = membersOf(spec).filter(node => {
    const place = found.get(node.name);
    return place !== undefined && dataDirOf(place) !== dataDirOf(node);
  });
  return [
    `cluster ${clusterId ?? 'that never ran'} gives way to ${made.clusterId}`,
    ...(moving.length === 0
      ? []
      : [
          `the data of before stays where it is, and snapshot restore --from-data can bring it back: ${moving.map(dataDirOf).join(', ')}`,
        ]),
  ];
}

function planAdoption(facts: AdoptFacts): Plan {
  const {spec, made, record, nodes, found} = facts;
  const after = specAfter(facts);
  const isDone = record.clusterId === made.clusterId && isDeepStrictEqual(after, spec);
  const members = membersOf(after);
  const isIdle = nodes.some(({node: {name}, managedBy}) => managedBy === undefined && found.has(name));
  const next = isIdle ? 'etcdops up' : 'etcdops status';
  return {
    steps: isDone
      ? []
      : [
          ...tokenSteps(
            {before: spec, after},
            `give the spec the token ${after.token} and the places of the data`,
          ),
          recordStep(nextRecord(record, made.clusterId, members), record),
        ],
    refusals: isDone ? [] : [...memberRefusals(facts), ...dataRefusals(facts), ...runningRefusals(facts)],
    notices: isDone ? [] : noticesOf(facts),
    done: `${spec.cluster} is cluster ${made.clusterId} from now on.\nNext: ${next}`,
    result: {cluster: {name: spec.cluster, id: made.clusterId, token: after.token}, next: [next]},
  };
}

/** `snapshot adopt DIR`: what `snapshot restore --to DIR` made is the cluster of this spec from now on. */
export const snapshotAdopt: Workflow<AdoptInput, AdoptFacts> = {
  name: 'snapshot adopt',
  question: ({dir}) => `Go on with what is in ${printable(dir, 500)} as this cluster?`,
  async observe(context, {dir}) {
    const cluster = await context.cluster();
    const {adapters, loaded} = cluster;
    const {spec, folder} = loaded;
    const {token, members} = await readMade(cluster, dir);
    const made = restoredCluster(spec, token, 0);
    const [state, running, living] = await Promise.all([
      readState(adapters, folder),
      runningOf(cluster, spec.nodes),
      livingOf(cluster),
    ]);
    const nodes = spec.nodes.map(node => toNode(cluster, node, {running, leader: undefined}));
    const here = nodes.filter(({node: {role}, isHere}) => role === 'member' && isHere);
    const found = here.map(async ({node}) => {
      const member = members.find(({name}) => name === node.name);
      return [node.name, await withData(cluster, node, {member, clusterId: made.clusterId})] as const;
    });
    const {clusterId, members: names = []} = state;
    return {
      folder,
      spec,
      token,
      members,
      nodes,
      living,
      made,
      found: new Map(await Promise.all(found)),
      record: {
        ...(clusterId === undefined ? {} : {clusterId}),
        formerClusterIds: knownIds(state).filter(id => id !== clusterId),
        members: names,
      },
    };
  },
  plan: (_, facts) => planAdoption(facts),
};
