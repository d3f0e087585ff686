import type {DatabaseFacts} from '../etcd-data/database-facts.js';
import type {LogFacts} from '../etcd-data/wal-end.js';
import {printable} from '../text/printable.js';

/** What is left of a member that does not run. */
export interface Survivor {
  /** As it was named: a node of the spec, or a directory. */
  readonly name: string;
  /** Of its database, absolute. */
  readonly path: string;
  /** Undefined where it is missing or cannot be read. */
  readonly database?: DatabaseFacts;
  /** Undefined where its write-ahead log is not beside it. */
  readonly log?: LogFacts;
  /** A process has the database open, and writes into it. */
  readonly isInUse: boolean;
}

/** A survivor whose database can be read. */
export type Readable = Survivor & {readonly database: DatabaseFacts};

export interface SurvivorChoice {
  readonly chosen: Readable;
  /** Why that one, in words. */
  readonly because: string;
  /** The freshest first. */
  readonly ranked: readonly Readable[];
  /** Those that nothing can be said of. */
  readonly unreadable: readonly Survivor[];
}

/** Why none of them is taken. */
export interface NoSurvivor {
  readonly code: 'E_PREFLIGHT' | 'E_SNAPSHOT_UNREADABLE';
  readonly message: string;
  readonly hints: readonly string[];
}

function isReadable(survivor: Survivor): survivor is Readable {
  return survivor.database !== undefined;
}

/** The freshest first: what was applied from the log comes before what only stands in it. */
function byFreshness(a: Readable, b: Readable): number {
  const index = (b.database.consistentIndex ?? 0) - (a.database.consistentIndex ?? 0);
  return index || b.database.revision - a.database.revision || (b.log?.index ?? 0) - (a.log?.index ?? 0);
}

function quoted({name}: Survivor): string {
  return printable(name, 200);
}

function inUse(survivors: readonly Survivor[]): NoSurvivor | undefined {
  const [used] = survivors.filter(({isInUse}) => isInUse);
  if (used === undefined) return undefined;
  return {
    code: 'E_PREFLIGHT',
    message: `a process has the database of ${quoted(used)} open: what is copied of it meanwhile is no whole one`,
    hints: [
      'where it is a member of this cluster: etcdops snapshot save --from NAME, which needs no quorum',
      'else stop the process, then the same line again',
    ],
  };
}

function strangers(readable: readonly Readable[]): NoSurvivor | undefined {
  const known = readable.filter(({log}) => log?.clusterId !== undefined);
  const other = known.find(({log}) => log!.clusterId !== known[0]!.log!.clusterId);
  if (other === undefined) return undefined;
  const owner = (survivor: Readable): string => `${quoted(survivor)} of ${survivor.log!.clusterId}`;
  return {
    code: 'E_PREFLIGHT',
    message: `the directories are of different clusters, which cannot be compared: ${owner(known[0]!)}, ${owner(other)}`,
    hints: ['name those of one cluster'],
  };
}

function reason([first, second]: readonly Readable[]): string {
  if (second === undefined) return 'the only one that can be read';
  const [mine, other] = [first!.database, second.database];
  if (mine.consistentIndex !== other.consistentIndex && mine.consistentIndex !== undefined)
    return `its database has the log up to entry ${mine.consistentIndex}, that of ${quoted(second)} up to ${other.consistentIndex ?? 'an unknown one'}`;
  if (mine.revision !== other.revision)
    return `its database ends at revision ${mine.revision}, that of ${quoted(second)} at ${other.revision}`;
  return `no other one goes further; ${quoted(second)} goes as far`;
}

/** Which of the dead members has most of what was written, and why. */
export function chooseSurvivor(survivors: readonly Survivor[]): SurvivorChoice | NoSurvivor {
  const unreadable = survivors.filter(survivor => !isReadable(survivor));
  const ranked = survivors.filter(isReadable).sort(byFreshness);
  const [chosen] = ranked;
  const refusal = inUse(survivors) ?? strangers(ranked);
  if (refusal !== undefined) return refusal;
  if (chosen === undefined)
    return {
      code: 'E_SNAPSHOT_UNREADABLE',
      message: `no database of etcd that can be read: ${survivors.map(({path}) => printable(path, 500)).join(', ')}`,
      hints: ['name data directories of members that do not run: --from-data DIR'],
    };
  return {chosen, because: reason(ranked), ranked, unreadable};
}

/** How many of the entries behind `from` clients may have been told of: the cluster had agreed on them. */
function agreedText(all: readonly Survivor[], from: number, to: number): string {
  const agreed = Math.min(to, Math.max(0, ...all.map(({log}) => log?.commit ?? 0)));
  if (agreed === to) return 'the cluster had agreed on all of them';
  return agreed > from
    ? `the cluster had agreed on those to ${agreed} at least`
    : 'no log tells that the cluster had agreed on any of them';
}

/** The entries of the log that no database has, as far as the logs tell. */
function missing({chosen, ranked, unreadable}: SurvivorChoice): string[] {
  const from = chosen.database.consistentIndex;
  const all: readonly Survivor[] = [...ranked, ...unreadable];
  const furthest = [...all].sort((a, b) => (b.log?.index ?? 0) - (a.log?.index ?? 0))[0]!;
  const to = furthest.log?.index;
  const unread =
    chosen.log === undefined
      ? [`the log of ${quoted(chosen)} was not read: its last writes may stand there alone and be missing`]
      : [];
  if (to === undefined) return unread;
  if (from === undefined)
    return [
      ...unread,
      `how much of the log is in the database of ${quoted(chosen)} cannot be read: its last writes may be missing`,
    ];
  if (to <= from) return unread;
  return [
    ...unread,
    `entries ${from + 1} to ${to} stand in the log of ${quoted(furthest)} and not in the database that is restored: what they wrote will be missing (${agreedText(all, from, to)})`,
  ];
}

/** A line for each, the freshest first, then what is missing in the one that is taken. */
export function survivorNotices(choice: SurvivorChoice | undefined): string[] {
  if (choice === undefined) return [];
  const {chosen, because, ranked, unreadable} = choice;
  const width = Math.max(...[...ranked, ...unreadable].map(survivor => quoted(survivor).length));
  const line = (survivor: Survivor, words: readonly string[]): string =>
    [quoted(survivor).padEnd(width), ...words].join('  ');
  return [
    ...ranked.map(survivor => {
      const {database, log} = survivor;
      return line(survivor, [
        `revision ${database.revision}`,
        `database to entry ${database.consistentIndex ?? '?'}`,
        `log to ${log?.index ?? '?'}`,
        ...(survivor === chosen ? ['TAKEN'] : []),
      ]);
    }),
    ...unreadable.map(survivor =>
      line(survivor, ['has no database that can be read', `log to ${survivor.log?.index ?? '?'}`]),
    ),
    `${quoted(chosen)} is taken: ${because}`,
    ...missing(choice),
  ];
}
