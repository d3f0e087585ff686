import {printable} from '../text/printable.js';
import {labelOf, type MemberFacts, type MembershipFacts} from './facts.js';

/** A member as a plan foresees it. It stands in the journal. */
export type ForeseenMember = {
  /** Missing of one that the run itself adds: etcd makes the id then. */
  readonly id?: string;
  /** Empty of one that has never started. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
};

/** What a step of the run's own changes. */
export type MemberEffect =
  | {
      readonly kind: 'add';
      readonly name: string;
      readonly peerUrls: readonly string[];
      readonly isLearner: boolean;
    }
  | {readonly kind: 'remove'; readonly id: string}
  | {readonly kind: 'promote'; readonly peerUrl: string}
  | {readonly kind: 'update'; readonly id: string; readonly peerUrls: readonly string[]};

/** The members as they are when the plan is made. */
export function foreseenNow({members}: Pick<MembershipFacts, 'members'>): ForeseenMember[] {
  return members.map(({id, name, peerUrls, isLearner}) => ({id, name, peerUrls, isLearner}));
}

/** The members once an effect is there. */
export function afterEffect(members: readonly ForeseenMember[], effect: MemberEffect): ForeseenMember[] {
  switch (effect.kind) {
    case 'add': {
      const {name, peerUrls, isLearner} = effect;
      return [...members, {name, peerUrls, isLearner}];
    }
    case 'remove':
      return members.filter(({id}) => id !== effect.id);
    case 'promote':
      return members.map(member =>
        member.peerUrls.includes(effect.peerUrl) ? {...member, isLearner: false} : member,
      );
    case 'update':
      return members.map(member =>
        member.id === effect.id ? {...member, peerUrls: effect.peerUrls} : member,
      );
  }
}

/** One that the run has added is known by its peer URL, or by the name that it has told since. */
function isWho(wanted: ForeseenMember, {id, name, peerUrls}: MemberFacts): boolean {
  if (wanted.id !== undefined) return wanted.id === id;
  return wanted.peerUrls.some(url => peerUrls.includes(url)) || (name !== '' && wanted.name === name);
}

function withId(member: MemberFacts): string {
  return member.name === '' ? labelOf(member) : `${labelOf(member)} (${member.id})`;
}

function goneWords({id, name, peerUrls}: ForeseenMember): string {
  const label = name === '' ? `the member at ${printable(peerUrls.join(', '))}` : printable(name);
  return `${label}${id === undefined ? '' : ` (${id})`} is no member any more`;
}

function urlsOf(urls: readonly string[]): string {
  return printable([...urls].sort().join(', '));
}

/** What of one member is not as foreseen. */
function changeWords(wanted: ForeseenMember, member: MemberFacts): string[] {
  const [had, has] = [urlsOf(wanted.peerUrls), urlsOf(member.peerUrls)];
  return [
    ...(had === has
      ? []
      : [`${withId(member)} has the peer URL ${has}, where this run knows it with ${had}`]),
    ...(wanted.isLearner && !member.isLearner
      ? [`${withId(member)} votes, and this run did not promote it`]
      : []),
    ...(!wanted.isLearner && member.isLearner ? [`${withId(member)} is a learner, and it voted`] : []),
  ];
}

/** How the members differ from what a plan foresees, in words; nothing where they do not. Pure. */
export function foreignChanges(
  foreseen: readonly ForeseenMember[],
  {members}: Pick<MembershipFacts, 'members'>,
): string[] {
  const pairs = foreseen.map(wanted => ({wanted, member: members.find(member => isWho(wanted, member))}));
  const known = new Set(pairs.map(({member}) => member?.id));
  return [
    ...members
      .filter(({id}) => !known.has(id))
      .map(member => `${withId(member)} is a member that this run did not add`),
    ...pairs.flatMap(({wanted, member}) =>
      member === undefined ? [goneWords(wanted)] : changeWords(wanted, member),
    ),
  ];
}
