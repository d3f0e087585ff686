import {printable} from '../text/printable.js';
import type {MemberFacts, MembershipFacts} from './facts.js';

/** Changes with the meaning of what is written; another one is not shown. */
const VERSION = 1;
/** More than any cluster that etcd's documents speak of. */
const MAX_MEMBERS = 50;
const MAX_TEXT = 100;

/** A member as it was when a change was planned. */
export type ObservedMember = {
  readonly id: string;
  /** Empty of one that has never started. */
  readonly name: string;
  readonly role: 'voter' | 'learner';
  readonly leader: boolean;
  readonly health: 'serving' | 'not serving' | 'never started';
  /** Missing of one that did not answer. */
  readonly version?: string;
};

/** What a change of the members was planned from, short enough for the head of a journal, and without secrets. */
export type ObservedMembers = {
  readonly version: typeof VERSION;
  readonly clusterId: string;
  /** The list was the leader's, which had a quorum. */
  readonly confirmed: boolean;
  readonly members: readonly ObservedMember[];
  /** How many members more there were. */
  readonly omitted?: number;
};

function toObserved({id, name, isLearner, isLeader, started, serving, version}: MemberFacts): ObservedMember {
  return {
    id: printable(id, MAX_TEXT),
    name: printable(name, MAX_TEXT),
    role: isLearner ? 'learner' : 'voter',
    leader: isLeader,
    health: serving ? 'serving' : started ? 'not serving' : 'never started',
    ...(version === undefined ? {} : {version: printable(version, MAX_TEXT)}),
  };
}

export function observedMembers({members: facts}: {readonly members: MembershipFacts}): ObservedMembers {
  const {clusterId, isConfirmed, members} = facts;
  const omitted = members.length - MAX_MEMBERS;
  return {
    version: VERSION,
    clusterId: printable(clusterId, MAX_TEXT),
    confirmed: isConfirmed,
    members: members.slice(0, MAX_MEMBERS).map(toObserved),
    ...(omitted > 0 ? {omitted} : {}),
  };
}

const ROLES: readonly unknown[] = ['voter', 'learner'] satisfies ObservedMember['role'][];
const HEALTHS: readonly unknown[] = [
  'serving',
  'not serving',
  'never started',
] satisfies ObservedMember['health'][];

function isObserved(value: unknown): value is ObservedMember {
  const {
    id,
    name,
    role,
    health,
    version = '',
  } = (value ?? {}) as Partial<Record<keyof ObservedMember, unknown>>;
  const areTexts = [id, name, version].every(text => typeof text === 'string');
  return areTexts && ROLES.includes(role) && HEALTHS.includes(health);
}

/** As a journal has it; undefined where it has none, that of another version, or what somebody edited. */
export function readObserved(value: unknown): ObservedMembers | undefined {
  const {version, members, omitted = 0} = (value ?? {}) as Partial<Record<keyof ObservedMembers, unknown>>;
  const areMembers = Array.isArray(members) && members.every(isObserved);
  return version === VERSION && areMembers && Number.isSafeInteger(omitted)
    ? (value as ObservedMembers)
    : undefined;
}
