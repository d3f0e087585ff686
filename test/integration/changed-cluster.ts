import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';
import {parse} from 'yaml';

import type {TestCluster} from '../helpers/cluster.js';
import {nodesStartedIn} from '../helpers/processes.js';
import {cliOk} from './observed-cluster.js';
import {statusWhere, type ProxyStatus} from './observed-proxies.js';

export interface SpecNodeJson {
  readonly name: string;
  readonly role: string;
  readonly learner?: boolean;
  readonly ports: Readonly<Record<string, number>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

interface SpecJson {
  readonly tls: {readonly mode: string};
  readonly nodes: readonly SpecNodeJson[];
}

export function specOf({dir}: Pick<TestCluster, 'dir'>): SpecJson {
  return parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as SpecJson;
}

export function nodeInSpec(cluster: Pick<TestCluster, 'dir'>, name: string): SpecNodeJson {
  const node = specOf(cluster).nodes.find(one => one.name === name);
  if (node === undefined) throw new Error(`no ${name} in the spec`);
  return node;
}

export interface ListedMember {
  readonly id: string;
  readonly started: boolean;
  readonly name: string;
  readonly peerUrl: string;
  readonly isLearner: boolean;
}

/** As etcdctl lists them, by name. */
export async function membersOf(cluster: Pick<TestCluster, 'cli'>): Promise<ListedMember[]> {
  const {stdout} = await cliOk(cluster, ['ctl', '--', 'member', 'list']);
  const lines = stdout.trim().split('\n');
  const members = lines.map(line => {
    const [id = '', state, name = '', peerUrl = '', , learner] = line.split(', ');
    return {id, started: state === 'started', name, peerUrl, isLearner: learner === 'true'};
  });
  return members.sort((a, b) => a.name.localeCompare(b.name));
}

/** Nodes that have a process of their own; a kill between its start and the writing of its pid file is none. */
export function runningNodes({dir}: Pick<TestCluster, 'dir'>): string[] {
  return nodesStartedIn(realpathSync(dir)).sort();
}

export interface JournalLine {
  readonly type: string;
  readonly step?: string;
  readonly at?: string;
  readonly outcome?: string;
  readonly input?: unknown;
  readonly steps?: readonly {
    readonly id: string;
    readonly pointOfNoReturn?: true;
    readonly input?: {readonly clusterId?: string};
  }[];
}

function runsDir({dir}: Pick<TestCluster, 'dir'>): string {
  return join(dir, '.etcdops', 'runs');
}

export function journalFiles(cluster: Pick<TestCluster, 'dir'>): string[] {
  const folder = runsDir(cluster);
  const isJournal = (name: string): boolean => name.endsWith('.jsonl');
  return existsSync(folder) ? readdirSync(folder).filter(isJournal).sort() : [];
}

/** The records of the newest run, or of the one in the file. */
export function journalOf(
  cluster: Pick<TestCluster, 'dir'>,
  file = journalFiles(cluster).at(-1),
): JournalLine[] {
  if (file === undefined) return [];
  const lines = readFileSync(join(runsDir(cluster), file), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map(line => JSON.parse(line.slice(line.indexOf(' ') + 1)) as JournalLine);
}

/** What the members list, the spec and the processes say of who is in the cluster. */
async function assertMembersFit(cluster: TestCluster): Promise<void> {
  const wanted = specOf(cluster)
    .nodes.filter(({role}) => role === 'member')
    .map(({name, learner = false, ports}) => ({name, isLearner: learner, peer: ports['peer']}))
    .sort((a, b) => a.name.localeCompare(b.name));
  const members = await membersOf(cluster);
  const found = members.map(({name, isLearner, peerUrl}) => ({
    name,
    isLearner,
    peer: Number(new URL(peerUrl).port),
  }));
  expect(found).toEqual(wanted);
}

function isWhole({cluster, nodes}: ProxyStatus): boolean {
  const isCurrent = nodes.every(
    ({endpoints}) =>
      endpoints === undefined ||
      (endpoints.specIsCurrent !== false && !endpoints.missing?.length && !endpoints.stale?.length),
  );
  return cluster.health === 'healthy' && isCurrent && nodes.every(({healthy}) => healthy);
}

/** What must hold after every change: members, spec, files, certificates, proxies, and processes are of one mind. */
export async function assertInStep(cluster: TestCluster): Promise<ProxyStatus> {
  const {tls, nodes} = specOf(cluster);
  const [status] = await Promise.all([
    statusWhere(cluster, isWhole),
    assertMembersFit(cluster),
    cliOk(cluster, ['render', '--check']),
    ...(tls.mode === 'ca' ? [cliOk(cluster, ['tls', 'verify'])] : []),
  ]);
  expect(runningNodes(cluster)).toEqual(nodes.map(({name}) => name).sort());
  return status;
}

/** A change that must succeed and leave all in step, and its run done. */
export async function change(cluster: TestCluster, args: readonly string[]): Promise<ProxyStatus> {
  await cliOk(cluster, [...args, '--yes']);
  const {run} = (await cliOk(cluster, ['run', 'show', '--json'])).json<{run: {outcome: string}}>();
  expect(run.outcome).toBe('done');
  return assertInStep(cluster);
}

/** A port that the test has for itself: behind those of the nodes. */
export function sparePort({basePort}: Pick<TestCluster, 'basePort'>, at: number): number {
  return basePort + 60 + at;
}

export function sparePeerUrl(cluster: Pick<TestCluster, 'basePort'>, at: number): string {
  return `http://127.0.0.1:${sparePort(cluster, at)}`;
}
