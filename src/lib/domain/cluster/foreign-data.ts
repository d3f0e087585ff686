import {etcdopsLine} from '../text/etcdops-line.js';
import {printable} from '../text/printable.js';

/** Data of a member, and the cluster that its log names. */
export interface OwnedData {
  readonly name: string;
  readonly dataDir: string;
  readonly clusterId: string;
}

/** As above, of a log that may not tell. */
export type SeenData = Omit<OwnedData, 'clusterId'> & {readonly clusterId: string | undefined};

export interface ForeignData {
  /** Of members that are to start, and belong to another cluster. */
  readonly foreign: readonly OwnedData[];
  /** Members that are to start beside them. */
  readonly others: readonly string[];
  /** The cluster that is recorded. */
  readonly clusterId: string;
  /** What it was before it was restored. */
  readonly formerIds: readonly string[];
}

function shownData({name, dataDir, clusterId}: OwnedData): string {
  return `${name} has data of cluster ${clusterId} in ${printable(dataDir, 500)}`;
}

/**
 * Members whose data is of another cluster than the one that is recorded.
 * @param all what those members have that are to start
 */
export function foreignData(
  all: readonly SeenData[],
  {clusterId, formerIds}: Pick<ForeignData, 'clusterId' | 'formerIds'>,
): ForeignData | undefined {
  const foreign = all.flatMap(one =>
    one.clusterId === undefined || one.clusterId === clusterId ? [] : [{...one, clusterId: one.clusterId}],
  );
  if (foreign.length === 0) return undefined;
  const names = foreign.map(({name}) => name);
  const others = all.map(({name}) => name).filter(name => !names.includes(name));
  return {foreign, others, clusterId, formerIds};
}

export function foreignMessage({foreign, clusterId}: ForeignData): string {
  return `${foreign.map(shownData).join('; ')}, and this is cluster ${clusterId}`;
}

/**
 * A cluster of its own past comes back whole from the data of any of its members; one of others has to be named. By their
 * names, which stand for their logs too.
 */
function fromDataLine(all: readonly OwnedData[], formerIds: readonly string[]): string {
  const isOwn = all.every(({clusterId}) => formerIds.includes(clusterId));
  const words = all.flatMap(({name}) => ['--from-data', name]);
  return etcdopsLine('snapshot', 'restore', ...words, ...(isOwn ? [] : ['--yes-other-cluster']));
}

function hintsForAll(all: readonly OwnedData[], formerIds: readonly string[]): string[] {
  if (new Set(all.map(({clusterId}) => clusterId)).size > 1) return [];
  return [`to begin a cluster of all members with what is in it: ${fromDataLine(all, formerIds)}`];
}

/**
 * What to do, the most harmless first.
 * @param all what every member of the spec has, asked to start or not; undefined where one of them runs, or has no data of
 * another cluster that is seen
 */
export function foreignHints(data: ForeignData, all?: readonly OwnedData[]): string[] {
  const {foreign, others, clusterId, formerIds} = data;
  return [
    `put the data of cluster ${clusterId} back where the spec has it`,
    ...(others.length === 0 ? [] : [`${etcdopsLine('up', ...others)} starts the others`]),
    'where snapshot restore --to has made it: etcdops snapshot adopt DIR',
    ...(all === undefined
      ? [`while a quorum of the others runs: ${etcdopsLine('member', 'replace', foreign[0]!.name)}`]
      : hintsForAll(all, formerIds)),
  ];
}

/** Members of one cluster that have data of several; undefined where they have not. */
export function disagreement(all: readonly OwnedData[]): string | undefined {
  const ids = new Set(all.map(({clusterId}) => clusterId));
  if (ids.size < 2) return undefined;
  return `${all.map(shownData).join('; ')}: these are ${ids.size} clusters, and none is known to be the right one`;
}
