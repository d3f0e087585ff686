import {dirname} from 'node:path';

import {WHO_HAS_A_PORT} from '../../domain/machine/who-has-a-port.js';
import {printable} from '../../domain/text/printable.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {lockedRefusals} from '../dir-refusals.js';
import {preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import {othersRefusals} from './others-refusals.js';
import {isAnyBack} from './undo-dirs.js';
import type {UndoFacts} from './undo-facts.js';
import {joinedDirs} from './undo-joined.js';

function goneRefusals(facts: UndoFacts): Refusal[] {
  if (isAnyBack(facts) || unmountedRefusals(facts).length > 0) return [];
  const asides = facts.restore.swaps.flatMap(({swap}) => (swap.hasOld ? [swap.aside] : []));
  if (asides.length === 0) return [];
  return [
    preflight(
      `nothing that run ${facts.restore.id} kept is there any more: ${asides.join(', ')}`,
      'put the directories back where they were',
      'etcdops snapshot list',
    ),
  ];
}

function remoteRefusals({members}: UndoFacts): Refusal[] {
  const remote = members.filter(({isHere}) => !isHere);
  if (remote.length === 0) return [];
  const names = remote.map(({node: {name, host}}) => `${name} (${host})`).join(', ');
  return [
    {
      code: 'E_REMOTE_NODE',
      message: `on another machine, where this release cannot take a restore back: ${names}`,
      hints: ['etcdops member remove NAME, if it joined after the restore; then: etcdops snapshot undo'],
    },
  ];
}

/** The spec may name other directories by now, in which what comes back would be looked for in vain. */
function movedRefusals({restore, places}: UndoFacts): Refusal[] {
  const moved = restore.swaps.filter(({node, swap}) => places.get(node.name)?.includes(swap.live) !== true);
  return moved.map(({node, swap}) =>
    preflight(
      `run ${restore.id} restored ${node.name} in ${swap.live}, which is no directory of it in the spec any more`,
      'bring the node back into the spec as it was at the restore, then: etcdops snapshot undo',
    ),
  );
}

/** What is mounted cannot change places, and what is mounted inside would go along. */
function mountRefusals(facts: UndoFacts): Refusal[] {
  const {restore, gone, kept, mounts} = facts;
  const dirs = [
    ...[...restore.swaps, ...gone].flatMap(({node: {name}, swap: {live, aside}}) => [
      {name, path: live},
      ...(kept.has(aside) ? [{name, path: aside}] : []),
    ]),
    ...joinedDirs(facts),
  ];
  return dirs.flatMap(({name, path}) =>
    [...mounts]
      .filter(mount => mount === path || mount.startsWith(`${path}/`))
      .map(mount =>
        preflight(
          mount === path
            ? `${printable(mount, 500)}, of ${name}, is mounted since, so that it cannot change places`
            : `${printable(mount, 500)} is mounted inside a directory of ${name}, and would go along with it`,
          `unmount it while ${name} is stopped, or mount it elsewhere; then: etcdops snapshot undo`,
        ),
      ),
  );
}

/** What lies on a disk that is away is not gone: nobody is to begin without it. */
function unmountedRefusals({restore, kept, mounts}: UndoFacts): Refusal[] {
  return restore.swaps.flatMap(({node: {name}, swap: {isInner, live, aside, hasOld}}) => {
    const disk = dirname(live);
    if (!isInner || !hasOld || kept.has(aside) || mounts.has(disk)) return [];
    return [
      preflight(
        `${printable(disk, 500)}, of ${name}, was a file system of its own at the restore, and nothing is mounted there`,
        `mount ${printable(shellQuote(disk), 500)}, then: etcdops snapshot undo`,
      ),
    ];
  });
}

function portRefusals({portProblems}: UndoFacts): Refusal[] {
  return portProblems.map(problem => preflight(problem, WHO_HAS_A_PORT));
}

/** Why a restore is not taken back, before anything stops. */
export function undoRefusals(facts: UndoFacts): Refusal[] {
  return [
    ...goneRefusals(facts),
    ...remoteRefusals(facts),
    ...othersRefusals([...facts.members, ...facts.proxies, ...facts.strays]),
    ...movedRefusals(facts),
    ...mountRefusals(facts),
    ...unmountedRefusals(facts),
    ...lockedRefusals(facts.lockedFolders),
    ...portRefusals(facts),
  ];
}
