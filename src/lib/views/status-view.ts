import {
  type ClusterHealth,
  type ClusterStatus,
  type NodeStatus,
  type TlsStatus,
} from '../domain/cluster/judge.js';
import {REFUSES} from '../domain/cluster/observation.js';
import {driftWords} from '../domain/proxies/drift-words.js';
import {isOutOfDate} from '../domain/proxies/judge-proxy.js';
import {formatBytes} from '../domain/text/bytes.js';
import {plural} from '../domain/text/plural.js';
import {AUTO_TLS_NOTE} from './auto-tls-note.js';
import {paint} from './paint.js';
import {columnTable, type Column} from './table.js';
import type {View, ViewOptions} from './view.js';

const HEALTH_COLOUR: Readonly<Record<ClusterHealth, 'green' | 'yellow' | 'red'>> = {
  healthy: 'green',
  degraded: 'yellow',
  down: 'red',
};

function stateOf(node: NodeStatus, options: ViewOptions): string {
  if (!node.running) return paint(node.onThisMachine ? 'stopped' : 'no answer', 'red', options);
  return node.healthy ? paint('healthy', 'green', options) : paint('unhealthy', 'yellow', options);
}

function roleOf(node: NodeStatus): string {
  return node.isLeader === true ? 'leader' : node.role;
}

function orDash(value: number | string | undefined): string {
  return value === undefined ? '-' : String(value);
}

const COLUMNS: readonly Column<NodeStatus>[] = [
  {header: 'NAME', cell: ({name}) => name},
  {header: 'ROLE', cell: roleOf},
  {header: 'STATE', cell: stateOf},
  {header: 'CLIENT URL', cell: ({clientUrl}) => clientUrl},
  {header: 'VERSION', cell: ({version}) => orDash(version)},
  {
    header: 'DB',
    cell: ({dbSizeBytes}) => (dbSizeBytes === undefined ? '-' : formatBytes(dbSizeBytes)),
    isExtra: true,
  },
  {header: 'INDEX', cell: ({raftIndex}) => orDash(raftIndex), isExtra: true},
  {header: 'LAG', cell: ({raftLag}) => orDash(raftLag)},
  {
    header: 'ALARMS',
    cell: ({alarms}, options) => (alarms.length === 0 ? '-' : paint(alarms.join(','), 'red', options)),
  },
  {
    header: 'PID',
    cell: ({pid, managedBy}) =>
      pid === undefined ? '-' : `${pid}${managedBy === 'other' ? ' (other)' : ''}`,
    isExtra: true,
  },
];

function leaderWords({cluster, nodes}: Pick<ClusterStatus, 'cluster' | 'nodes'>): string {
  if (cluster.leader !== null) return `leader ${cluster.leader}`;
  return nodes.some(({needsUser}) => needsUser === true) ? 'leader not told' : 'no leader';
}

function headline({cluster, nodes}: ClusterStatus, options: ViewOptions): string {
  const parts = [
    `Cluster ${paint(cluster.name, 'bold', options)}`,
    paint(cluster.health, HEALTH_COLOUR[cluster.health], options),
    `${cluster.members} member${cluster.members === 1 ? '' : 's'}`,
    leaderWords({cluster, nodes}),
    cluster.health === 'down'
      ? 'no quorum'
      : `tolerates ${cluster.faultTolerance} failure${cluster.faultTolerance === 1 ? '' : 's'}`,
  ];
  return parts.join(' · ');
}

function endingWords({path, daysLeft}: TlsStatus['endingSoon'][number]): string {
  if (daysLeft < 0) return `${path} has expired`;
  return `${path} ends in ${plural(daysLeft, 'day')}`;
}

/** How many files are named; `tls list` shows all. */
const SHOWN_ENDING = 3;

/** What an operator should know of the encryption; nothing where all is well. */
function tlsNotes({tls}: ClusterStatus, options: ViewOptions): string[] {
  if (tls === undefined) return [];
  const mark = paint('!', 'yellow', options);
  const shown = tls.endingSoon.slice(0, SHOWN_ENDING).map(one => `${mark} ${endingWords(one)}`);
  const rest = tls.endingSoon.length - shown.length;
  const fix = tls.mode === 'ca' ? 'etcdops tls renew --within 30d' : 'etcdops tls list';
  return [
    ...(tls.mode === 'auto' ? [`TLS auto: ${AUTO_TLS_NOTE}`] : []),
    ...shown,
    ...(rest > 0 ? [`${mark} and ${rest} more`] : []),
    ...(shown.length > 0 ? [`  → ${fix}`] : []),
  ];
}

/** What a gateway or gRPC proxy has not followed; it serves nevertheless. */
function driftNotes({nodes}: ClusterStatus, options: ViewOptions): string[] {
  return nodes.flatMap(({name, role, endpoints}) => {
    if (endpoints === undefined || 'discoverySrv' in endpoints || !isOutOfDate(role, endpoints)) return [];
    const {missing = [], stale = [], specIsCurrent} = endpoints;
    const where = specIsCurrent === false ? ', and so are those of the spec' : '';
    const words = driftWords({missing, stale});
    return [`${paint('!', 'yellow', options)} ${name}: its endpoints are out of date${where}: ${words}`];
  });
}

/** What is missing in the table. */
function userNote({nodes}: ClusterStatus, options: ViewOptions): string[] {
  if (nodes.every(({needsUser}) => needsUser === undefined)) return [];
  return [`${paint('!', 'yellow', options)} the cluster has users, and tells the rest only to them`];
}

function runNote({unfinishedRun}: ClusterStatus, options: ViewOptions): string[] {
  if (unfinishedRun === undefined) return [];
  const {id, workflow, running, aborting} = unfinishedRun;
  if (running === true) return [`etcdops ${workflow} is under way (run ${id})`];
  const how = aborting === true ? 'is half undone' : 'was begun and is not finished';
  return [`${paint('!', 'yellow', options)} etcdops ${workflow} ${how} (run ${id})`];
}

/** The state of every node, dead ones included, and what to do next. */
export const statusView: View<ClusterStatus> = (status, options) => {
  const problems = status.nodes
    // That a stopped node refuses connections goes without saying.
    .filter(({error, running}) => error !== undefined && (running || error !== REFUSES))
    .map(({name, error}) => `${paint('!', 'yellow', options)} ${name}: ${error}`)
    .concat(userNote(status, options), driftNotes(status, options), runNote(status, options));
  const notes = tlsNotes(status, options);
  const others = status.nodes.filter(({managedBy}) => managedBy === 'other').map(({name}) => name);
  return [
    headline(status, options),
    '',
    columnTable(COLUMNS, status.nodes, options),
    ...(problems.length === 0 ? [] : ['', ...problems]),
    ...(others.length === 0
      ? []
      : [
          '',
          `managed by: other (${others.join(', ')}): started by something else; etcdops leaves them alone`,
        ]),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    '',
    `Next: ${status.next.join('   or   ')}`,
  ].join('\n');
};
