import {printable} from '../text/printable.js';

/** One key below a token: a member that has registered. */
export interface RegistryKey {
  /** The member's id as its key has it, in hex. */
  readonly id: string;
  /** `infra0=http://10.0.0.1:2380`; with several peer URLs `infra0=…,infra0=…`. */
  readonly value: string;
  /** Grows with each key: who came first counts first. */
  readonly index: number;
}

/** What a discovery service holds under one token, of either protocol. */
export interface RegistryContent {
  /** The text of `_config/size`; undefined where the service has no such token. */
  readonly size: string | undefined;
  readonly keys: readonly RegistryKey[];
}

/** A member that is to come. */
export interface ExpectedMember {
  readonly name: string;
  readonly peerUrl: string;
}

export interface Registered {
  readonly id: string;
  /** Empty where the value cannot be read. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  /** From 1, in the order of coming. */
  readonly place: number;
  /** False of one behind the size: for it the cluster is full. */
  readonly isMember: boolean;
}

/** `used-up`: as many have registered as there are to be; nobody else gets in. */
export type RegistryState = 'unknown' | 'bad-size' | 'waiting' | 'used-up';

export type RegistryProblemKind =
  | 'unknown-token'
  | 'bad-size'
  | 'unreadable'
  | 'duplicate-name'
  | 'duplicate-url'
  | 'extra'
  | 'stranger'
  | 'other-url'
  | 'stale';

export interface RegistryProblem {
  readonly kind: RegistryProblemKind;
  readonly message: string;
}

export interface RegistryReport {
  readonly state: RegistryState;
  /** Null where it is missing or no number. */
  readonly size: number | null;
  readonly registered: readonly Registered[];
  /** How many are still to come. */
  readonly missingCount: number;
  /** Who that is, where it is known who is to come. */
  readonly missing: readonly ExpectedMember[];
  readonly problems: readonly RegistryProblem[];
}

/** etcd reads the size as Go does: a sign and leading zeros are no matter. */
function sizeOf(text: string | undefined): number | null {
  if (text === undefined || !/^[+-]?\d{1,18}$/.test(text)) return null;
  const size = Number(text);
  return size >= 1 ? size : null;
}

/** `m1=u1,m1=u2`, and `m1=u1&m1=u2` as etcd's documents have it. */
function parseValue(value: string): Pick<Registered, 'name' | 'peerUrls'> | undefined {
  const pairs = value.split(/[,&]/).map(pair => /^([^=]+)=([a-z]+:\/\/.+)$/i.exec(pair));
  const names = new Set(pairs.map(pair => pair?.[1]));
  const [name] = names;
  if (names.size !== 1 || name === undefined) return undefined;
  return {name, peerUrls: pairs.map(pair => pair![2]!)};
}

function registeredOf({keys}: RegistryContent, size: number | null): Registered[] {
  return [...keys]
    .sort((a, b) => a.index - b.index)
    .map(({id, value}, index) => ({
      id,
      ...(parseValue(value) ?? {name: '', peerUrls: []}),
      place: index + 1,
      isMember: size === null || index < size,
    }));
}

function label({name, id}: Registered): string {
  return name === '' ? `member ${printable(id, 40)}` : printable(name, 63);
}

/** Those that share what only one may have. */
function sharing(
  registered: readonly Registered[],
  valuesOf: (one: Registered) => readonly string[],
): [value: string, by: Registered[]][] {
  const by = new Map<string, Registered[]>();
  for (const one of registered)
    for (const value of new Set(valuesOf(one))) by.set(value, [...(by.get(value) ?? []), one]);
  return [...by].filter(([, all]) => all.length > 1);
}

function contentProblems(registered: readonly Registered[], size: number | null): RegistryProblem[] {
  const members = registered.filter(({isMember}) => isMember);
  const problem = (kind: RegistryProblemKind, message: string): RegistryProblem => ({kind, message});
  return [
    ...registered
      .filter(({name}) => name === '')
      .map(({id}) =>
        problem('unreadable', `what member ${printable(id, 40)} has registered is not NAME=PEER_URL`),
      ),
    ...sharing(members, ({name}) => (name === '' ? [] : [name])).map(([name, by]) =>
      problem(
        'duplicate-name',
        `${by.length} members call themselves ${printable(name, 63)}: ${by.map(({id}) => printable(id, 40)).join(', ')}`,
      ),
    ),
    ...sharing(members, ({peerUrls}) => peerUrls).map(([url, by]) =>
      problem(
        'duplicate-url',
        `${by.map(label).join(' and ')} have the same peer URL ${printable(url, 200)}`,
      ),
    ),
    ...registered
      .filter(({isMember}) => !isMember)
      .map(one =>
        problem('extra', `${label(one)} came as number ${one.place} of ${size}: the cluster is full`),
      ),
  ];
}

/** Registrations of others than those that are to come, or from elsewhere than they are to be. */
function expectationProblems(
  registered: readonly Registered[],
  expected: readonly ExpectedMember[],
): RegistryProblem[] {
  return registered.flatMap((one): RegistryProblem[] => {
    if (one.name === '') return [];
    const meant = expected.find(({name}) => name === one.name);
    const urls = printable(one.peerUrls.join(', '), 200);
    if (meant === undefined)
      return [{kind: 'stranger', message: `${label(one)} (${urls}) has registered and is not in the spec`}];
    if (one.peerUrls.includes(meant.peerUrl)) return [];
    return [
      {
        kind: 'other-url',
        message: `${label(one)} has registered as ${urls}; the spec has it at ${meant.peerUrl}`,
      },
    ];
  });
}

/** A v2 service takes nobody twice, and what a member knew of its first time is gone. */
function staleProblems(
  registered: readonly Registered[],
  unregistered: readonly string[],
): RegistryProblem[] {
  const stale = registered.filter(({name}) => unregistered.includes(name)).map(({name}) => name);
  if (stale.length === 0) return [];
  const message = `${stale.join(', ')} registered in an earlier attempt and has no data of it: nobody registers twice`;
  return [{kind: 'stale', message}];
}

function tokenProblems(text: string | undefined, size: number | null): RegistryProblem[] {
  if (text === undefined)
    return [{kind: 'unknown-token', message: 'the service has no such token, or it is removed or expired'}];
  if (size !== null) return [];
  return [{kind: 'bad-size', message: `its size is "${printable(text, 40)}", and has to be a number from 1`}];
}

function stateOf(text: string | undefined, size: number | null, count: number): RegistryState {
  if (text === undefined) return 'unknown';
  if (size === null) return 'bad-size';
  return count < size ? 'waiting' : 'used-up';
}

/**
 * What the content of a registry means.
 * @param expected who is to register, where a spec tells
 * @param unregistered names of those that are still to do so, and could not do so a second time
 */
export function judgeRegistry(
  content: RegistryContent,
  expected?: readonly ExpectedMember[],
  unregistered: readonly string[] = [],
): RegistryReport {
  const size = sizeOf(content.size);
  const registered = registeredOf(content, size);
  const isThere = ({name}: ExpectedMember): boolean =>
    registered.some(one => one.isMember && one.name === name);
  return {
    state: stateOf(content.size, size, registered.length),
    size,
    registered,
    missingCount: Math.max(0, (size ?? 0) - registered.length),
    missing: (expected ?? []).filter(member => !isThere(member)),
    problems: [
      ...tokenProblems(content.size, size),
      ...contentProblems(registered, size),
      ...(expected === undefined ? [] : expectationProblems(registered, expected)),
      ...staleProblems(registered, unregistered),
    ],
  };
}

/** Whether one of those that are to come is there, from where it is to be. */
export function hasAnyRegistered({registered}: RegistryReport, expected: readonly ExpectedMember[]): boolean {
  return registered.some(one =>
    expected.some(({name, peerUrl}) => name === one.name && one.peerUrls.includes(peerUrl)),
  );
}

/** `2 of 3 registered`, with who is missing. */
export function registrationText({size, registered, missing}: RegistryReport): string {
  const count = registered.filter(({isMember}) => isMember).length;
  const names = missing.map(({name}) => name).join(', ');
  return `${count} of ${size ?? '?'} registered${names === '' ? '' : `: ${names} missing`}`;
}
