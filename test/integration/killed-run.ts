import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import {startCluster, type ClusterOptions, type TestCluster} from '../helpers/cluster.js';
import {startWriters} from '../helpers/grpc-writers.js';
import {endProcessesOf, isRunning, waitUntil} from '../helpers/processes.js';
import {
  assertInStep,
  journalFiles,
  journalOf,
  membersOf,
  runningNodes,
  specOf,
  type JournalLine,
} from './changed-cluster.js';
import {endedWhere} from './ended-run.js';
import {cliOk} from './observed-cluster.js';

/** A change of a cluster that is made and thrown away for each kill. */
export interface Scenario {
  readonly cluster: Omit<ClusterOptions, 'line' | 'basePort'>;
  /** What happens to it before. */
  readonly before?: (cluster: TestCluster) => Promise<void> | void;
  readonly args: readonly string[];
}

/** When etcdops is killed: as soon as that many lines stand in its journal, and then for so long. */
export interface Moment {
  readonly lines: number;
  readonly afterMs: number;
  /** For messages. */
  readonly what: string;
}

async function killedAt(
  cluster: TestCluster,
  args: readonly string[],
  {lines, afterMs}: Moment,
): Promise<void> {
  await endedWhere(cluster, args, {isSo: journal => journal.length >= lines, afterMs});
}

/** How often the members were changed, as the first of them saw it; it runs all the time. */
function changesSeen({dir}: TestCluster): string[] {
  const log = readFileSync(join(dir, '.etcdops', 'logs', 'infra0.log'), 'utf8');
  return [...log.matchAll(/"msg":"((?:added|removed|promote) member)"/g)].map(([, what]) => what!);
}

interface Portrait {
  readonly spec: unknown;
  readonly members: unknown;
  readonly running: unknown;
  readonly folders: unknown;
  readonly changes: unknown;
}

/** What is the same after each way to the same end, and before each. Ports are the same each time. */
async function portraitOf(cluster: TestCluster): Promise<Portrait> {
  const members = await membersOf(cluster);
  return {
    // A node that was taken out and brought back stands last.
    spec: [...specOf(cluster).nodes].sort((one, other) => one.name.localeCompare(other.name)),
    members: members.map(({name, peerUrl, isLearner}) => ({name, peerUrl, isLearner})),
    running: runningNodes(cluster),
    folders: readdirSync(join(cluster.dir, 'nodes')).sort(),
    changes: changesSeen(cluster),
  };
}

interface Trial {
  readonly cluster: TestCluster;
  readonly before: Portrait;
  /** The journals of how it was started. */
  readonly earlierRuns: number;
  /** Stops writing and reads all that was acknowledged back. */
  readonly assertKept: () => Promise<void>;
}

const WRITERS = 2;

async function begin(scenario: Scenario, options: Pick<ClusterOptions, 'line' | 'basePort'>): Promise<Trial> {
  const cluster = await startCluster({...scenario.cluster, ...options});
  await scenario.before?.(cluster);
  const writers = startWriters(cluster.endpoints.slice(0, 1), 'w', WRITERS);
  await writers.writeOn(1);
  return {
    cluster,
    before: await portraitOf(cluster),
    earlierRuns: journalFiles(cluster).length,
    async assertKept() {
      await writers.writeOn(10);
      const {acknowledged} = await writers.stop();
      const {stdout} = await cliOk(cluster, ['ctl', '--', 'get', 'w/', '--prefix', '--keys-only']);
      const found = new Set(stdout.split('\n'));
      expect(acknowledged.filter(key => !found.has(key))).toEqual([]);
    },
  };
}

/** Where each scenario ends when nobody kills it, and how long its steps last. */
export interface Reference {
  readonly scenario: Scenario;
  readonly options: Pick<ClusterOptions, 'line' | 'basePort'>;
  readonly journal: readonly JournalLine[];
  readonly after: Portrait;
}

export async function referenceRun(scenario: Scenario, options: Reference['options']): Promise<Reference> {
  const {cluster, assertKept} = await begin(scenario, options);
  await cliOk(cluster, [...scenario.args, '--yes']);
  await assertInStep(cluster);
  await assertKept();
  const reference = {scenario, options, journal: journalOf(cluster), after: await portraitOf(cluster)};
  await endProcessesOf(cluster.dir);
  return reference;
}

/** Right after each line of the journal, and amid each effect. */
export function momentsOf({journal}: Pick<Reference, 'journal'>): Moment[] {
  return journal.flatMap(({type, step = ''}, index) => {
    const moment = {lines: index + 1, afterMs: 0, what: `${type} ${step}`};
    const next = journal[index + 1];
    if (type !== 'started' || next?.at === undefined) return [moment];
    const lastsMs = Date.parse(next.at) - Date.parse(journal[index]?.at ?? '');
    // So that the effect is there and its record is not.
    return lastsMs < 20 ? [moment] : [moment, {...moment, afterMs: lastsMs * 0.8, what: `amid ${step}`}];
  });
}

/** Killed, then gone on with: the end is the same as without the kill, and every effect was there once. */
export async function assertGoesOn(
  reference: Reference,
  moment: Moment,
  again: 'resume' | 'same line',
): Promise<void> {
  const {scenario, options, after} = reference;
  const {cluster, earlierRuns, assertKept} = await begin(scenario, options);
  await killedAt(cluster, scenario.args, moment);
  const hasBegun = journalFiles(cluster).length > earlierRuns;
  const isOver = hasBegun && journalOf(cluster).at(-1)?.type === 'ended';
  if (!isOver)
    await cliOk(cluster, again === 'resume' && hasBegun ? ['run', 'resume'] : [...scenario.args, '--yes']);
  await assertInStep(cluster);
  await assertKept();
  expect(await portraitOf(cluster)).toEqual(after);
  expect(journalFiles(cluster)).toHaveLength(earlierRuns + 1);
  await endProcessesOf(cluster.dir);
}

/** Killed before its point of no return, then undone: all is as before. */
export async function assertUndone(reference: Reference, moment: Moment): Promise<void> {
  const {scenario, options} = reference;
  const {cluster, before, assertKept} = await begin(scenario, options);
  await killedAt(cluster, scenario.args, moment);
  // Where etcdops was faster than in the reference it may be past it.
  if (journalOf(cluster).some(({step}) => step === barrierOf(reference))) return endProcessesOf(cluster.dir);
  await cliOk(cluster, ['run', 'abort', '--yes']);
  await assertKept();
  const {spec, members, running} = await portraitOf(cluster);
  // A node that the spec had before keeps its folder, of which apply had written the config file.
  expect({spec, members, running}).toEqual({
    spec: before.spec,
    members: before.members,
    running: before.running,
  });
  await endProcessesOf(cluster.dir);
}

function barrierOf({journal}: Pick<Reference, 'journal'>): string | undefined {
  return journal[0]?.steps?.find(({pointOfNoReturn}) => pointOfNoReturn === true)?.id;
}

/** The moments before anything that cannot be undone was begun. */
export function undoableMoments({journal}: Pick<Reference, 'journal'>): Moment[] {
  const barrier = barrierOf({journal});
  const end = journal.findIndex(({step}) => step === barrier);
  return momentsOf({journal}).filter(({lines}) => end === -1 || lines <= end);
}

/** A member dies as a machine does. */
export async function killMember(cluster: TestCluster, name: string): Promise<void> {
  const pid = cluster.pidOf(name);
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => !isRunning(pid), 10_000, `${name} is gone`);
}

export const SCENARIOS = {
  'member add': {cluster: {members: 1, gateways: 1}, args: ['member', 'add', 'infra1']},
  'promote of a gateway': {
    cluster: {members: 1, gateways: 2},
    args: ['promote', 'gateway0', '--as', 'infra1'],
  },
  'promote of a v2 proxy': {cluster: {members: 1, proxies: 1}, args: ['promote', 'proxy0']},
  'member replace': {
    cluster: {members: 3},
    before: cluster => killMember(cluster, 'infra2'),
    args: ['member', 'replace', 'infra2'],
  },
} satisfies Record<string, Scenario>;

/** A failure names the moment of the kill. */
export async function atMoment({what}: Moment, trial: Promise<void>): Promise<void> {
  await trial.catch((error: unknown) => {
    throw new Error(`killed at "${what}": ${String(error)}`, {cause: error});
  });
}
