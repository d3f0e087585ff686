import type {MemberListing, ShownMember} from '../domain/membership/member-listing.js';
import {plural} from '../domain/text/plural.js';
import {printable} from '../domain/text/printable.js';
import {paint} from './paint.js';
import {columnTable, type Column} from './table.js';
import type {View, ViewOptions} from './view.js';

function roleOf({isLeader, isLearner}: ShownMember): string {
  if (isLearner) return 'learner';
  return isLeader ? 'leader' : 'voter';
}

function stateOf({healthy, started, version}: ShownMember, options: ViewOptions): string {
  if (healthy) return paint('healthy', 'green', options);
  if (version !== undefined) return paint('unhealthy', 'yellow', options);
  return paint(started ? 'no answer' : 'not started', 'red', options);
}

function urls(all: readonly string[]): string {
  return printable(all.join(',')) || '-';
}

const COLUMNS: readonly Column<ShownMember>[] = [
  {header: 'NAME', cell: ({name, node}) => printable(name) || (node ?? '-')},
  {header: 'ROLE', cell: roleOf},
  {header: 'STATE', cell: stateOf},
  {header: 'ID', cell: ({id}) => id},
  {header: 'PEER URL', cell: ({peerUrls}) => urls(peerUrls)},
  {header: 'CLIENT URL', cell: ({clientUrls}) => urls(clientUrls), isExtra: true},
  {header: 'VERSION', cell: ({version = '-'}) => version, isExtra: true},
  {header: 'LAG', cell: ({raftLag}) => (raftLag === undefined ? '-' : String(raftLag))},
];

function headline({cluster}: MemberListing, options: ViewOptions): string {
  const {name, isConfirmed, leader, voters, learners, faultTolerance} = cluster;
  return [
    `Cluster ${paint(name, 'bold', options)}`,
    plural(voters, 'voter'),
    ...(learners === 0 ? [] : [plural(learners, 'learner')]),
    leader === null ? 'no leader' : `leader ${printable(leader)}`,
    isConfirmed ? `tolerates ${plural(faultTolerance, 'failure')}` : 'no quorum: the list may be old',
  ].join(' · ');
}

function labelOf({name, peerUrls}: ShownMember): string {
  return printable(name === '' ? peerUrls.join(',') : name);
}

/** What the spec and the cluster do not have alike. */
function differences({members, notMembers}: MemberListing): string[] {
  const strangers = members.filter(({node}) => node === null);
  const renamed = members.filter(({name, node}) => node !== null && name !== '' && name !== node);
  const moved = members.filter(({specPeerUrl}) => specPeerUrl !== undefined);
  const just = ({peerUrls, specPeerUrl = ''}: ShownMember): string =>
    peerUrls.includes(specPeerUrl) ? 'just ' : '';
  return [
    ...moved.map(
      member => `${labelOf(member)} has ${just(member)}the peer URL ${member.specPeerUrl} in the spec`,
    ),
    ...strangers.map(
      member => `${labelOf(member)} (${member.id}) is a member, and the spec does not know it`,
    ),
    ...renamed.map(member => `${labelOf(member)} is called ${member.node} in the spec`),
    ...notMembers.map(({node, peerUrl}) => `${node} (${printable(peerUrl)}) is in the spec, and no member`),
  ];
}

/** The members as the leader lists them, what ails each, and what to do next. */
export const memberListView: View<MemberListing> = (listing, options) => {
  const {members, disagreements, next} = listing;
  const table = columnTable(COLUMNS, members, options);
  const problems = members.flatMap(member =>
    member.error === undefined ? [] : [`${labelOf(member)}: ${printable(member.error)}`],
  );
  const remarks = [
    ...disagreements.map(words => printable(words, 300)),
    ...problems,
    ...differences(listing),
  ];
  const mark = paint('!', 'yellow', options);
  return [
    headline(listing, options),
    '',
    table,
    ...(remarks.length === 0 ? [] : ['', ...remarks.map(remark => `${mark} ${remark}`)]),
    '',
    `Next: ${next.join('   or   ')}`,
  ].join('\n');
};
