import {shortPlaces, type Need} from '../machine/room.js';
import {formatBytes} from '../text/bytes.js';
import {printable} from '../text/printable.js';

export type JoinKind = 'snapshot' | 'data' | 'log';

/** What a change of the members writes on this machine. */
export interface JoinNeed extends Need {
  readonly kind: JoinKind;
  /** The new member; of a snapshot the one that is replaced. */
  readonly node: string;
}

/** Why a change would find no room, and for what. */
export interface JoinProblem {
  readonly message: string;
  readonly kinds: ReadonlySet<JoinKind>;
}

const WORDS: Readonly<Record<JoinKind, (node: string) => string>> = {
  snapshot: node => `the snapshot that is saved before ${node} leaves`,
  data: node => `the database that ${node} fetches`,
  log: node => `the write-ahead log of ${node}`,
};

/** One for each file system that has no room for all that is written there, the new member's own data among it. */
export function joinProblems(needs: readonly JoinNeed[], node: string): JoinProblem[] {
  const parts = needs.filter(({neededBytes}) => neededBytes > 0);
  return shortPlaces(parts)
    .filter(({needs: group}) => group.some(need => need.node === node || need.kind === 'snapshot'))
    .map(({path, freeBytes, neededBytes, needs: group}) => {
      const listed = group.map(need => `${formatBytes(need.neededBytes)} for ${WORDS[need.kind](need.node)}`);
      return {
        message: `${printable(path)} has ${formatBytes(freeBytes)} free, and ${formatBytes(neededBytes)} are needed there: ${listed.join(', ')}`,
        kinds: new Set(group.map(({kind}) => kind)),
      };
    });
}
