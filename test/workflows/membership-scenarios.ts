import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import type {JsonValue} from '../../src/lib/engine/step.js';
import {readState} from '../../src/lib/queries/cluster-state.js';
import {loadSpec, type LoadedSpec} from '../../src/lib/queries/load-spec.js';
import {findOpenRun, listRuns} from '../../src/lib/queries/run-journals.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {promoteProxy} from '../../src/lib/workflows/membership/promote-proxy.js';
import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import {memberUpdate} from '../../src/lib/workflows/membership/update.js';
import {abortRun, planAbort} from '../../src/lib/workflows/runs/abort-run.js';
import {
  ETCD_MUTATORS,
  FILE_MUTATORS,
  HOST_MUTATORS,
  SNAPSHOT_MUTATORS,
} from '../../src/lib/workflows/runs/read-only.js';
import {resumeRun} from '../../src/lib/workflows/runs/resume-run.js';
import {planRun, startRun} from '../../src/lib/workflows/runs/start-run.js';
import type {Workflow} from '../../src/lib/workflows/runs/workflow.js';
import type {Killer} from '../fakes/crash.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {aMember, aProxy, aSpec, members} from '../fakes/spec.js';

/** A change of a cluster in memory. */
export interface Scenario {
  readonly name: string;
  readonly spec: ClusterSpec;
  /** Nodes that do not run when it begins. */
  readonly dead?: readonly string[];
  /** Default: that of the loopback. */
  readonly ownAddresses?: readonly string[];
  readonly prepare?: (world: World) => Promise<void>;
  readonly begin: (cluster: SpecContext) => Promise<unknown>;
}

const askPassphrase = async (): Promise<undefined> => undefined;

export function line<I extends JsonValue, F>(workflow: Workflow<I, F>, input: I): Scenario['begin'] {
  return async cluster => startRun(cluster, await planRun(cluster, workflow, {input, askPassphrase}));
}

const PROXIES = {dropNamespace: false, newClientUrl: false};
const GATEWAY = aProxy('gateway');

/** The user's editor: one member less, two more, another setting. */
async function editSpec({folder, context}: World): Promise<void> {
  const path = join(folder, 'etcdops.yaml');
  const yaml = await context.adapters.yaml();
  const {nodes: before, ...rest} = context.loaded.spec;
  const [first, , ...others] = before;
  const changed = {...first!, settings: {'quota-backend-bytes': 4294967296}};
  const nodes = [changed, ...others, aMember(4), aMember(5)];
  writeFileSync(path, yaml.stringify({...rest, nodes}));
}

export const SCENARIOS: readonly Scenario[] = [
  {name: 'member add', spec: aSpec(), begin: line(memberAdd, {name: 'infra3', mode: 'learner-first'})},
  {
    name: 'member add, whose first word to the others is lost',
    spec: aSpec(),
    prepare: async ({etcd}) => void etcd.unheard.add('infra3'),
    begin: line(memberAdd, {name: 'infra3', mode: 'learner-first'}),
  },
  {name: 'member add --voter', spec: aSpec(), begin: line(memberAdd, {name: 'infra3', mode: 'voter'})},
  {
    name: 'member add beside a gateway, on 3.4',
    spec: aSpec({version: '3.4.23', nodes: [...members(3), GATEWAY]}),
    begin: line(memberAdd, {name: 'infra4', mode: 'learner-first'}),
  },
  {
    name: 'member add to a single member',
    spec: aSpec({nodes: members(1)}),
    begin: line(memberAdd, {name: 'infra1', mode: 'learner-first'}),
  },
  {name: 'member remove, of the leader', spec: aSpec(), begin: line(memberRemove, {name: 'infra0'})},
  {
    name: 'member remove, of a dead one',
    spec: aSpec(),
    dead: ['infra2'],
    begin: line(memberRemove, {name: 'infra2'}),
  },
  {
    name: 'member replace, of a dead one',
    spec: aSpec(),
    dead: ['infra2'],
    begin: line(memberReplace, {name: 'infra2'}),
  },
  {
    name: 'member replace, beside another dead one',
    spec: aSpec({nodes: members(5)}),
    dead: ['infra3', 'infra4'],
    begin: line(memberReplace, {name: 'infra3'}),
  },
  {name: 'member replace in place', spec: aSpec(), begin: line(memberReplace, {name: 'infra0'})},
  {
    name: 'member replace --with another',
    spec: aSpec({nodes: [...members(3), GATEWAY]}),
    begin: line(memberReplace, {name: 'infra1', with: 'infra7'}),
  },
  {
    name: 'member update',
    spec: aSpec(),
    begin: line(memberUpdate, {name: 'infra0', peerUrl: 'http://127.0.0.1:2777'}),
  },
  {
    name: 'promote of a gateway',
    spec: aSpec({nodes: [...members(3), GATEWAY]}),
    begin: line(promoteProxy, {name: 'gateway0', as: 'infra4', ...PROXIES}),
  },
  {
    name: 'promote of a v2 proxy beside a single member',
    spec: aSpec({version: '3.5.35', nodes: [...members(1), aProxy('v2-proxy')]}),
    begin: line(promoteProxy, {name: 'proxy0', ...PROXIES}),
  },
  {
    name: 'apply',
    spec: aSpec({nodes: [...members(3), GATEWAY]}),
    prepare: editSpec,
    begin: line(apply, {}),
  },
];

export async function aCluster({spec, dead = [], prepare, ownAddresses}: Scenario): Promise<World> {
  const running = spec.nodes.map(({name}) => name).filter(name => !dead.includes(name));
  const own = ownAddresses === undefined ? {} : {ownAddresses};
  const world = await aWorld(spec, {running, recorded: true, ...own});
  world.etcd.leader();
  // etcd counts a member as connected only after a while.
  await world.etcd.clock.sleep(10_000);
  await prepare?.(world);
  // Those of setting the stage.
  world.etcd.quorumLosses.length = 0;
  return world;
}

/** The cluster as its spec on disk has it, with adapters whose every effect counts. */
export async function clusterOf({context}: World, killer?: Killer): Promise<SpecContext> {
  const {adapters} = context;
  const {cwd, files, yaml} = adapters;
  const loaded: LoadedSpec = await loadSpec({cwd, files, yaml, specFlag: context.loaded.path});
  if (killer === undefined) return {adapters, loaded};
  const watched = {
    files: killer.watch(files, FILE_MUTATORS),
    snapshotFiles: killer.watch(adapters.snapshotFiles, SNAPSHOT_MUTATORS),
    runner: killer.watch(adapters.runner, ['run']),
    host: killer.watch(adapters.host, HOST_MUTATORS),
    etcdApi: killer.watch(adapters.etcdApi, ETCD_MUTATORS),
  };
  return {adapters: {...adapters, ...watched}, loaded};
}

/** The cluster whose journal calls back once so many steps are over, or the one of that id, and tells of which. */
export function betweenSteps(
  cluster: SpecContext,
  at: number | string,
  act: (step: string) => Promise<void>,
): SpecContext {
  const {files} = cluster.adapters;
  let over = 0;
  const watched = Object.create(files) as typeof files;
  Object.defineProperty(watched, 'appendDurable', {
    async value(path: string, text: string) {
      await files.appendDurable(path, text);
      const [, step] = /"type":"(?:finished|skipped)","step":"([^"]+)"/.exec(text) ?? [];
      if (step !== undefined && (++over === at || step === at)) await act(step);
    },
  });
  return {...cluster, adapters: {...cluster.adapters, files: watched}};
}

/** The run that is not over. */
export async function openRun({folder, context}: World) {
  const runs = await listRuns(context.adapters, folder);
  const isOpen = runs.some(({outcome}) => outcome === 'failed' || outcome === 'interrupted');
  return isOpen ? findOpenRun(context.adapters, folder, undefined) : undefined;
}

async function isDone({folder, context}: World): Promise<boolean> {
  return (await listRuns(context.adapters, folder)).some(({outcome}) => outcome === 'done');
}

/** As a user does it after a kill: the run goes on, or where there is none yet the line is typed again. */
export async function goOn(world: World, {begin}: Scenario, killer?: Killer): Promise<void> {
  const cluster = await clusterOf(world, killer);
  const open = await openRun(world);
  if (await isDone(world)) return;
  if (open === undefined) await begin(cluster);
  else await resumeRun(cluster, open, {dryRun: false, askPassphrase});
}

/** Ids of the steps that stayed done; undefined where there was nothing to abort. */
export async function abort(world: World, killer?: Killer): Promise<string[] | undefined> {
  const open = await openRun(world);
  if (open === undefined) return undefined;
  const cluster = await clusterOf(world, killer);
  const plan = await planAbort(cluster, {recorded: open, askPassphrase});
  await abortRun(cluster, open, plan);
  for (const step of plan.stays)
    if ((await step.holds?.(id => plan.stays.some(other => other.id === id))) === false)
      throw new Error(`${step.id} does not hold`);
  return plan.stays.map(({id}) => id);
}

export interface Picture {
  readonly members: readonly object[];
  readonly spec: ClusterSpec;
  readonly running: readonly string[];
  readonly known: object;
  /** Paths, without ids of runs. */
  readonly files: readonly string[];
  readonly configs: Readonly<Record<string, string>>;
}

/** All that a run leaves behind, without what differs from run to run. */
export async function pictureOf(world: World): Promise<Picture> {
  const {adapters, loaded} = await clusterOf(world);
  const {folder, host, etcd} = world;
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(
    // A note of a restart that is over means nothing, and what a killed save left is moved aside.
    path =>
      !/^\.etcdops\/(?:runs|snapshots-trash)/.test(path) && !/\.etcdops\/data\/[^/]+\/|\.restart$/.test(path),
  );
  const state = await readState(adapters, folder);
  const configs = files.filter(path => path.startsWith('nodes/') && path.endsWith('.yaml'));
  return {
    members: etcd
      .members()
      .map(({name, peerUrls, isLearner}) => ({name, peerUrls, isLearner}))
      .sort((a, b) => a.name.localeCompare(b.name)),
    spec: loaded.spec,
    running: [...loaded.spec.nodes.map(({name}) => name)].filter(name => host.runs(name)).sort(),
    known: {members: [...(state.members ?? [])].sort(), clusterId: state.clusterId},
    files: files.map(path => path.replace(/\d{8}T\d{6}Z-\w+/, 'RUN')).sort(),
    configs: Object.fromEntries(configs.sort().map(path => [path, readFileSync(join(folder, path), 'utf8')])),
  };
}
