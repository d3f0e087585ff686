import {isKnownLine, lineOf, NEWEST_KNOWN} from '../../domain/etcd-version/version.js';
import {advertisedPeerUrlOf, membersOf, peerUrlOf} from '../../domain/nodes/node-urls.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {runnableLines} from '../../domain/snapshots/restorable-lines.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {plural} from '../../domain/text/plural.js';
import {printable} from '../../domain/text/printable.js';
import {preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import {comingNames, isAnyBack} from './undo-dirs.js';
import {leftPlaces} from './undo-edited.js';
import type {UndoFacts} from './undo-facts.js';
import {joinedMembers} from './undo-joined.js';

function refusal(message: string, ...first: readonly string[]): Refusal {
  return preflight(message, ...first, 'then: etcdops snapshot undo');
}

/** Members of the cluster that comes back: a tool of 3.4 leaves some of an older one in what it restores. */
export function keptNames({restore, keptMembers}: UndoFacts): readonly string[] {
  const noted = restore.record.undo.members;
  if (keptMembers === undefined) return noted;
  const names = keptMembers.flatMap(({name}) => (name === undefined ? [] : [name]));
  return noted.length === 0 ? names : names.filter(name => noted.includes(name));
}

/** Members of the cluster that comes back for which the spec has no place. */
function missingNames(facts: UndoFacts): string[] {
  const known = new Set([...facts.restore.swaps.map(({node}) => node.name), ...facts.stayed.keys()]);
  return keptNames(facts)
    .filter(name => !known.has(name))
    .sort();
}

/** Data knows its members, and waits for most of them. One that had a place in the restore was looked at before. */
function memberRefusals(facts: UndoFacts): Refusal[] {
  const {restore} = facts;
  const isJoined = new Set(joinedMembers(facts).map(({name}) => name));
  const missing = missingNames(facts);
  const gone = missing.filter(name => !isJoined.has(name)).map(name => printable(name, 200));
  const [names, isOne] = [gone.join(', '), gone.length === 1];
  return [
    ...missing
      .filter(name => isJoined.has(name))
      .map(name => printable(name, 200))
      .map(name =>
        refusal(
          `${name} joined after run ${restore.id}, and the cluster that comes back has a member of that name with other data`,
          `etcdops member remove ${name}`,
          `then put its old data back where it was, and ${name} back into the spec as it was`,
        ),
      ),
    ...(gone.length === 0
      ? []
      : [
          preflight(
            `the cluster that comes back has the ${isOne ? 'member' : 'members'} ${names}, which ${isOne ? 'is' : 'are'} not in the spec any more`,
            `put ${names} back into the spec as before run ${restore.id}, then: etcdops snapshot undo`,
            ...fromDataOf(facts),
          ),
        ]),
  ];
}

/** etcd would take data without its log for that of a new member, or end at once. */
function logRefusals(facts: UndoFacts): Refusal[] {
  const {logless, restore} = facts;
  if (logless.length === 0) return [];
  const names = logless.map(name => printable(name, 200)).join(', ');
  return [
    preflight(
      `the data of before run ${restore.id} comes back without its log, which is not where the spec has it: ${names}`,
      `write walDir of ${names} into the spec as it was before that run, then: etcdops snapshot undo`,
      ...fromDataOf(facts),
    ),
  ];
}

/** All that the members of before had lies where the spec has nothing. */
function nothingRefusals(facts: UndoFacts): Refusal[] {
  const {restore, left} = facts;
  if (isAnyBack(facts) || restore.swaps.some(({swap}) => swap.hasOld)) return [];
  if (left.length === 0)
    return [
      preflight(
        `run ${restore.id} has replaced nothing: no member had data before it, and none would have any then`,
        'to go back to another snapshot: etcdops snapshot list',
      ),
    ];
  return [
    preflight(
      `the data of before run ${restore.id} is where the spec does not have it any more: ${leftPlaces(left)}`,
      'write these places back into the spec, then: etcdops snapshot undo',
      ...fromDataOf(facts),
    ),
  ];
}

/** The others look for a member where the data says that it is. */
function urlRefusals(facts: UndoFacts, before: ClusterSpec): Refusal[] {
  const {keptMembers = [], stayed, restore} = facts;
  const coming = new Set([...restore.swaps.map(({node}) => node.name), ...stayed.keys()]);
  return membersOf(before).flatMap(node => {
    const {name} = node;
    const urls = keptMembers.filter(member => member.name === name).flatMap(({peerUrls}) => peerUrls);
    const url = peerUrlOf(before, node);
    // Of members that DNS has found, one that was added later is known by its host.
    const isKnown = [url, advertisedPeerUrlOf(before, node)].some(
      one => one !== undefined && urls.includes(one),
    );
    if (!coming.has(name) || urls.length === 0 || isKnown) return [];
    const kept = urls.map(one => printable(one, 200)).join(', ');
    return [
      refusal(
        `${name} has the peer URL ${kept} in the data that comes back, and ${url} in the spec`,
        `give ${name} the host, the peer port and the tls of ${kept} again in the spec`,
      ),
    ];
  });
}

/** An etcd that is too far from the data ends with a panic, or takes it for what it is not. */
function versionRefusals({spec: {etcd}, keptVersion}: UndoFacts): Refusal[] {
  if (keptVersion === undefined) return [];
  const line = lineOf(keptVersion);
  const lines: readonly string[] = runnableLines(keptVersion);
  if (!isKnownLine(line) || lines.includes(lineOf(etcd.version))) return [];
  return [
    refusal(
      `the data that comes back is of etcd ${line}, and etcd ${etcd.version} of the spec cannot run it`,
      `set the version of etcd in the spec to the ${line} that the cluster had, such as ${NEWEST_KNOWN[line]}`,
      'then: etcdops render',
    ),
  ];
}

/** What one of them has is enough for a cluster that begins anew with it; a log of its own lies elsewhere then. */
function fromDataOf(facts: UndoFacts): string[] {
  const {restore, left} = facts;
  const coming = comingNames(facts);
  const kept = restore.swaps
    .filter(({node, swap}) => coming.has(node.name) && !swap.isInner && swap.kind === 'data')
    .map(({node, swap}) => ({name: node.name, path: swap.aside}));
  const sources = [...kept, ...left];
  if (sources.length === 0) return [];
  const names = sources.map(({name}) => printable(name, 200)).join(', ');
  const words = sources.flatMap(({path}) => ['--from-data', path]);
  return [
    `or make a cluster of all members of the spec of what ${names} had: ${etcdopsLine('snapshot', 'restore', ...words)}`,
  ];
}

/** Members that have no data do not vote, and too few that do would wait for them for ever. */
function quorumRefusals(facts: UndoFacts): Refusal[] {
  const {keptMembers = [], restore} = facts;
  const learners = keptMembers.filter(({isLearner}) => isLearner === true).map(({name}) => name);
  const voters = keptNames(facts).filter(name => !learners.includes(name));
  const coming = comingNames(facts);
  const lost = voters.filter(name => !coming.has(name) && facts.stayed.get(name) !== true);
  // That nothing at all comes back is said elsewhere.
  if (!isAnyBack(facts) || lost.length === 0 || lost.length < voters.length / 2) return [];
  const names = lost.map(name => printable(name, 200)).join(', ');
  return [
    preflight(
      `of the ${plural(voters.length, 'voter')} of the cluster that comes back these have no data any more, and without them it has no quorum: ${names}`,
      `put the data that they had before run ${restore.id} back where it was, then: etcdops snapshot undo`,
      ...fromDataOf(facts),
    ),
  ];
}

/**
 * Where the spec has become another one than that of the data.
 * @param before the spec once all is over
 */
export function fitRefusals(facts: UndoFacts, before: ClusterSpec): Refusal[] {
  const missing = memberRefusals(facts);
  return [
    ...missing,
    ...urlRefusals(facts, before),
    ...versionRefusals(facts),
    ...logRefusals(facts),
    ...(missing.length === 0 ? [...nothingRefusals(facts), ...quorumRefusals(facts)] : []),
  ];
}
