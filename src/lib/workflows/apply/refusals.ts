import {ETCD_LINES, lineOf} from '../../domain/etcd-version/version.js';
import {renamedRefusal} from '../../domain/membership/renamed-member.js';
import {clientUrlOf} from '../../domain/nodes/node-urls.js';
import {otherManagerRefusals} from '../membership/scene.js';
import {preflight} from '../runs/refusal.js';
import type {Refusal} from '../runs/workflow.js';
import {leavingNodes, versionChange} from './differences.js';
import {listensThere, restartReason} from './node-changes.js';
import type {ApplyFacts} from './facts.js';

function demotions({differences}: ApplyFacts): Refusal[] {
  return differences.demoted.map(({node: {name}}) =>
    preflight(
      `${name} votes, and etcd makes no learner of a voter`,
      `take learner from ${name} in the spec`,
      `or: etcdops member remove ${name}, then etcdops member add ${name} --learner-only`,
    ),
  );
}

function names({differences, spec}: ApplyFacts): Refusal[] {
  return differences.renamed.map(renamed => {
    const {message, hints} = renamedRefusal(spec, renamed);
    return preflight(message, ...hints);
  });
}

function roles({differences}: ApplyFacts): Refusal[] {
  return differences.changedRoles.map(({before, after}) =>
    after.role === 'member'
      ? preflight(
          `${after.name} is a ${before.role} and the spec has it as a member`,
          `write ${before.role} back, then: etcdops promote ${after.name}`,
        )
      : preflight(
          `${after.name} is a ${before.role} and the spec has it as a ${after.role}`,
          'give the new node a name of its own, then: etcdops plan',
        ),
  );
}

/** etcd answers plain or with TLS, and members that change one by one would not understand each other. */
function schemes({differences, spec}: ApplyFacts): Refusal[] {
  const scheme = (url: string | undefined): string | undefined => url?.split(':')[0];
  const [first] = [...differences.same, ...differences.moved].filter(
    ({node, member}) =>
      member.clientUrls.length > 0 && scheme(member.clientUrls[0]) !== scheme(clientUrlOf(spec, node)),
  );
  if (first === undefined) return [];
  return [
    preflight(
      `${first.member.name} serves ${scheme(first.member.clientUrls[0])}://, and with tls mode ${spec.tls.mode} it would serve ${scheme(clientUrlOf(spec, first.node))}://`,
      'a running cluster keeps its tls mode: write the old one back, then: etcdops plan',
    ),
  ];
}

function versions(facts: ApplyFacts): Refusal[] {
  const {spec, members} = facts;
  return members.members.flatMap(member => {
    const change = versionChange(spec, member);
    if (change === undefined || member.version === undefined) return [];
    const at = (version: string): number => ETCD_LINES.findIndex(line => line === lineOf(version));
    const steps = at(spec.etcd.version) - at(member.version);
    if (steps < 0)
      return [
        preflight(
          `${member.name} runs etcd ${member.version}, and the spec says ${spec.etcd.version}: etcd does not go back a minor version`,
          `write etcd: {version: ${member.version}} into the spec, then: etcdops plan`,
        ),
      ];
    if (steps > 1)
      return [
        preflight(
          `${member.name} runs etcd ${member.version}, and the spec says ${spec.etcd.version}: etcd goes up one minor version at a time`,
          `first write a version of etcd ${ETCD_LINES[at(member.version) + 1]} into the spec, then: etcdops plan`,
        ),
      ];
    return [];
  });
}

function managedByOthers(facts: ApplyFacts): Refusal[] {
  const {states} = facts;
  const others = states.filter(
    state => state.running?.managedBy === 'other' && restartReason(facts, state) !== undefined,
  );
  return others.map(state =>
    preflight(
      `${state.node.name} was started by something else, which has to restart it (${restartReason(facts, state)})`,
      'etcdops render, then restart it with what started it (honcho, systemctl, docker)',
    ),
  );
}

function elsewhere(facts: ApplyFacts): Refusal[] {
  const {differences, states} = facts;
  const {added} = differences;
  const moved = differences.moved.filter(one => !listensThere(facts, one));
  const touched = new Set([...added, ...moved.map(({node}) => node)].map(({name}) => name));
  return states
    .filter(({node, isHere}) => !isHere && touched.has(node.name))
    .map(({node}) => ({
      code: 'E_REMOTE_NODE',
      message: `${node.name} is on ${node.host}, where this release can start and stop nothing`,
      hints: [
        added.some(({name}) => name === node.name)
          ? `etcdops member add ${node.name} shows what to type there`
          : `ssh ${node.host}, and run etcdops there`,
      ],
    }));
}

function endedElsewhere(facts: ApplyFacts): Refusal[] {
  return otherManagerRefusals(facts, leavingNodes(facts.differences));
}

/** Why the spec cannot be applied as it stands. */
export function applyRefusals(facts: ApplyFacts): Refusal[] {
  return [demotions, names, roles, schemes, versions, managedByOthers, endedElsewhere, elsewhere].flatMap(
    check => check(facts),
  );
}
