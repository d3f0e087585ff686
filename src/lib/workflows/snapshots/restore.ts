import {has} from '../../domain/etcd-version/capabilities.js';
import {WHO_HAS_A_PORT} from '../../domain/machine/who-has-a-port.js';
import {specRelative} from '../../domain/layout/spec-relative.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {decideBump} from '../../domain/snapshots/bump.js';
import {survivorNotices} from '../../domain/snapshots/choose-survivor.js';
import {judgeFit} from '../../domain/snapshots/fit.js';
import {keptPlace} from '../../domain/snapshots/kept-place.js';
import {roomProblems} from '../../domain/snapshots/restore-room.js';
import {swapOf} from '../../domain/snapshots/swaps.js';
import {takenToken} from '../../domain/snapshots/taken-token.js';
import {plural} from '../../domain/text/plural.js';
import {etcdopsLine} from '../../domain/text/etcdops-line.js';
import {printable} from '../../domain/text/printable.js';
import {knownIds} from '../../queries/cluster-state.js';
import {
  deadLinkRefusals,
  insideRefusals,
  lockedRefusals,
  logRefusals,
  nestedRefusals,
} from '../dir-refusals.js';
import {preflight} from '../runs/refusal.js';
import type {Plan, Refusal, Workflow} from '../runs/workflow.js';
import {stayingNotices} from './files-before.js';
import {observeRestore} from './observe-restore.js';
import {othersRefusals} from './others-refusals.js';
import type {RestoreFacts, SnapshotRestoreInput} from './restore-facts.js';
import {restoredCluster, restoreSteps, type RestoredCluster} from './planned-steps.js';
import {restoreResult} from './restore-result.js';
import {leftPlaces} from './undo-edited.js';

function remoteRefusals({members, report}: RestoreFacts): Refusal[] {
  const remote = members.filter(({isHere}) => !isHere);
  if (remote.length === 0) return [];
  const names = remote.map(({node: {name, host}}) => `${name} (${host})`).join(', ');
  return [
    {
      code: 'E_REMOTE_NODE',
      message: `on another machine, where this release cannot restore anything: ${names}`,
      hints: [
        `${etcdopsLine('snapshot', 'restore', report.path, '--to', 'DIR')} makes the directories to be copied there`,
      ],
    },
  ];
}

/** What comes out would ask every look at it for a user, and the run could neither see nor say how it went. */
function userRefusals({lacksUser, report}: RestoreFacts): Refusal[] {
  if (!lacksUser) return [];
  const {path} = report;
  return [
    {
      code: 'E_PREFLIGHT',
      message: `${printable(path, 500)} is of a cluster with users (etcdctl auth enable), and none was named`,
      hints: [
        etcdopsLine('snapshot', 'restore', path, '--user', 'root'),
        `${etcdopsLine('snapshot', 'restore', path, '--to', 'DIR')} makes the data directories without a look into them`,
      ],
    },
  ];
}

function placeRefusals({members, rooms, lockedFolders, portProblems}: RestoreFacts): Refusal[] {
  return [
    ...members.flatMap(({node: {name}, dirs}) => [
      ...nestedRefusals(name, dirs),
      ...insideRefusals(name, dirs),
    ]),
    ...deadLinkRefusals(members.flatMap(({dirs}) => dirs)),
    ...logRefusals(members.flatMap(({dirs}) => dirs)),
    ...lockedRefusals(lockedFolders),
    ...roomProblems(rooms).map(problem =>
      preflight(problem, 'make room, or set dataDir of the nodes in the spec to a larger disk'),
    ),
    ...portProblems.map(problem => preflight(problem, WHO_HAS_A_PORT)),
  ];
}

function tokenRefusals({spec, record}: RestoreFacts, {spec: {token}, clusterId}: RestoredCluster): Refusal[] {
  const message = takenToken({token, clusterId, before: spec.token, clusterIds: knownIds(record)});
  return message === undefined
    ? []
    : [{code: 'E_USAGE', message, hints: ['leave --token out: a new one is made']}];
}

/** As the spec stands, an undo would find none of it. */
function leftNotices({left}: RestoreFacts): string[] {
  if (left.length === 0) return [];
  return [
    `data that stays where it is, since the spec has it nowhere any more: ${leftPlaces(left)}; etcdops snapshot undo starts it again only once the spec has it there again`,
  ];
}

function layoutNotices({report: {manifest}, members, spec, strays}: RestoreFacts): string[] {
  const learners = membersOf(spec).filter(({learner}) => learner === true);
  const before = manifest?.members.length;
  const others = strays.map(({node}) => node.name).join(', ');
  return [
    ...(before === undefined || before === members.length
      ? []
      : [`the snapshot is of ${plural(before, 'member')}; the spec makes ${members.length} of it`]),
    ...learners.map(({name}) => `${name} is a learner and comes back as a voter`),
    ...(others === '' ? [] : [`${others}: not in the spec any more, and stopped for good`]),
  ];
}

function alarmNotices(keepAlarms: boolean): string[] {
  return keepAlarms
    ? []
    : ['alarms that the snapshot brings along (such as NOSPACE) are disarmed; --keep-alarms leaves them'];
}

function doneText({members, runId, folder}: RestoreFacts, revision: number): string {
  const swaps = members.flatMap(({dirs}) => dirs.map(dir => swapOf(dir, runId)));
  const kept = swaps.flatMap(swap => (swap?.hasOld === true ? [specRelative(folder, swap.aside)] : []));
  const place = keptPlace(kept, `replaced-${runId}`);
  return [
    `Restored: the cluster goes on at revision ${revision}.`,
    ...(kept.length === 0
      ? []
      : [`What was before is kept as ${place}; etcdops snapshot undo brings it back`]),
    'Next: etcdops status',
  ].join('\n');
}

function newToken({spec, runId}: RestoreFacts): string {
  return `${spec.cluster}-${runId.slice(-6)}`;
}

/** `snapshot restore [PATH]`: all members of the spec from one snapshot, as a new cluster. */
export const snapshotRestore: Workflow<SnapshotRestoreInput, RestoreFacts> = {
  name: 'snapshot restore',
  question: () => 'Replace all data of the cluster by the snapshot?',
  isTyped: true,
  observe: observeRestore,
  plan({token: wished, bump: wish, yesOtherCluster, keepAlarms}, facts): Plan {
    const {report, spec, version, record, seenRevision, survivors} = facts;
    const token = wished ?? newToken(facts);
    const revision = report.revision ?? 0;
    const bump = decideBump({wish, version, revision, seenRevision});
    const cluster = restoredCluster(spec, token, revision + (bump.by ?? 0));
    const clusterIds = knownIds(record);
    const sourceId = survivors?.chosen.log?.clusterId;
    const fit = judgeFit({report, cluster: spec.cluster, clusterIds, sourceId, yesOtherCluster});
    const unable: Refusal[] =
      bump.refusal === undefined
        ? []
        : [{code: 'E_UNSUPPORTED', message: bump.refusal, hints: ['the same line without --bump-revision']}];
    return {
      steps: restoreSteps({facts, cluster, bump, keepAlarms}),
      refusals: [
        ...fit.misfits,
        ...unable,
        ...tokenRefusals(facts, cluster),
        ...remoteRefusals(facts),
        ...userRefusals(facts),
        ...othersRefusals([...facts.members, ...facts.proxies, ...facts.strays].filter(({isHere}) => isHere)),
        ...placeRefusals(facts),
        ...facts.files.refusals,
      ],
      notices: [
        ...survivorNotices(survivors),
        ...fit.notices,
        ...bump.notices,
        ...layoutNotices(facts),
        ...leftNotices(facts),
        ...stayingNotices(facts.files),
        ...alarmNotices(keepAlarms),
        ...(has(version, 'etcdutl') ? [] : [OLD_MEMBERS]),
      ],
      done: doneText(facts, cluster.revision),
      result: restoreResult(facts, cluster, bump),
    };
  },
};

/** @see https://etcd.io/blog/2025/zombie_members_upgrade/ */
const OLD_MEMBERS =
  'etcdctl of 3.4 leaves the old members in the data: before a later upgrade to 3.6, upgrade to 3.5.26 or newer';
