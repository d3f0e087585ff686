import {dirname} from 'node:path';

import {fetchedBytes, type MembershipFacts} from '../../domain/membership/facts.js';
import {
  joinProblems,
  type JoinKind,
  type JoinNeed,
  type JoinProblem,
} from '../../domain/membership/join-room.js';
import {LOG_BYTES} from '../../domain/snapshots/restore-room.js';
import {savedBytes} from '../../domain/snapshots/save-room.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import {launchOf} from '../../queries/node-launch.js';
import {placeOf} from '../../queries/place-of.js';
import type {SpecContext} from '../cluster-run.js';
import type {Refusal} from '../runs/workflow.js';

/** A snapshot that is saved before a member leaves. */
export interface SavedBefore {
  /** Absolute. */
  readonly path: string;
  /** The member that leaves. */
  readonly leaving: string;
  /** The line that does the same and saves none. */
  readonly without: string;
}

export interface RoomCheck {
  readonly node: SpecNode;
  /** The cluster from which it fetches its data. */
  readonly joins?: MembershipFacts;
  /** New members before it, which take room where their data lies beside its own. */
  readonly after?: readonly SpecNode[];
  readonly saves?: SavedBefore | undefined;
}

interface Wanted extends Pick<JoinNeed, 'kind' | 'node' | 'neededBytes'> {
  readonly at: string;
}

/** Of one that begins on this machine. */
function wantedBy({loaded}: SpecContext, node: SpecNode, databaseBytes: number): Wanted[] {
  const {dataDir, walDir = dataDir} = launchOf(loaded.spec, node, loaded);
  return [
    {kind: 'data', node: node.name, at: dataDir, neededBytes: databaseBytes},
    {kind: 'log', node: node.name, at: walDir, neededBytes: LOG_BYTES},
  ];
}

function hintsFor({kinds}: JoinProblem, saves: SavedBefore | undefined): string[] {
  const settings: Readonly<Partial<Record<JoinKind, string>>> = {data: 'dataDir', log: 'walDir'};
  const named = [...kinds].flatMap(kind => settings[kind] ?? []);
  return [
    ...(named.length === 0
      ? []
      : [`make room, or set ${named.join(' or ')} of the node in the spec to a larger disk`]),
    ...(saves === undefined || !kinds.has('snapshot')
      ? []
      : ['etcdops snapshot prune --keep 5 --trash-days 0', `without a snapshot: ${saves.without}`]),
  ];
}

/**
 * All that a change writes on this machine before it is over, judged before it begins: where the disk fills up half-way
 * the cluster has a member less.
 * @param isHere the new member is started on this machine
 */
export async function roomRefusals(
  cluster: SpecContext,
  {node, joins, after = [], saves}: RoomCheck,
  isHere: boolean,
): Promise<Refusal[]> {
  const databaseBytes = joins === undefined ? 0 : fetchedBytes(joins);
  const wanted: Wanted[] = [
    ...(saves === undefined
      ? []
      : [
          {
            kind: 'snapshot' as const,
            node: saves.leaving,
            at: dirname(saves.path),
            neededBytes: savedBytes(databaseBytes),
          },
        ]),
    ...(isHere ? [...after, node].flatMap(one => wantedBy(cluster, one, databaseBytes)) : []),
  ];
  const needs = await Promise.all(
    wanted.map(async ({at, ...need}): Promise<JoinNeed> => ({
      ...need,
      ...(await placeOf(cluster.adapters, at)),
    })),
  );
  return joinProblems(needs, node.name).map(problem => ({
    code: 'E_PREFLIGHT',
    message: problem.message,
    hints: hintsFor(problem, saves),
  }));
}
