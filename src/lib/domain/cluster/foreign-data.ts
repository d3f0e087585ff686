import {etcdopsLine} from '../text/etcdops-line.js';
import {printable} from '../text/printable.js';

/** Data of a member, and the cluster that its log names. */
export interface OwnedData {
  readonly name: string;
  readonly dataDir: string;
  readonly clusterId: string;
}

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
  all: readonly (Omit<OwnedData, 'clusterId'> & {readonly clusterId: string | undefined})[],
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

/** A cluster of its own past comes back whole from the data of any of its members; one of others has to be named. */
function fromDataLine({foreign, formerIds}: ForeignData): string {
  const isOwn = foreign.every(({clusterId}) => formerIds.includes(clusterId));
  const words = foreign.flatMap(({dataDir}) => ['--from-data', dataDir]);
  return etcdopsLine('snapshot', 'restore', ...words, ...(isOwn ? [] : ['--yes-other-cluster']));
}

/**
 * What to do, the most harmless first.
 * @param isAll no member of the spec has data of the cluster that is recorded, or runs
 */
export function foreignHints(data: ForeignData, isAll: boolean): string[] {
  const {foreign, others, clusterId} = data;
  const isOneCluster = new Set(foreign.map(one => one.clusterId)).size === 1;
  const whole = isOneCluster
    ? [
        'where snapshot restore --to has made it: etcdops snapshot adopt DIR',
        `to begin a cluster of all members with what is in it: ${fromDataLine(data)}`,
      ]
    : [];
  const one = [
    ...(others.length === 0 ? [] : [`${etcdopsLine('up', ...others)} starts the others`]),
    `while a quorum of the others runs: ${etcdopsLine('member', 'replace', foreign[0]!.name)}`,
  ];
  return [`put the data of cluster ${clusterId} back where the spec has it`, ...(isAll ? whole : one)];
}

/** Members of one cluster that have data of several; undefined where they have not. */
export function disagreement(all: readonly OwnedData[]): string | undefined {
  const ids = new Set(all.map(({clusterId}) => clusterId));
  if (ids.size < 2) return undefined;
  return `${all.map(shownData).join('; ')}: these are ${ids.size} clusters, and none is known to be the right one`;
}
