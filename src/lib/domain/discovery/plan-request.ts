import type {BootstrapRequest, RequestProblem} from '../bootstrap/plan-bootstrap.js';
import {tokenProblem} from '../nodes/names.js';
import {printable} from '../text/printable.js';
import {discoveryUrlProblem, serviceProblem} from './discovery-url.js';

/** What a user says of the discovery of a new cluster. */
export interface DiscoveryWish {
  readonly size?: number | undefined;
  /** Of a token, or of a v2 service where one is made. */
  readonly url?: string | undefined;
  readonly endpoints?: readonly string[] | undefined;
  readonly token?: string | undefined;
  /** What becomes of nodes beyond the size. */
  readonly fallback?: 'proxy' | 'exit' | undefined;
}

export interface PlannedDiscovery {
  readonly request: BootstrapRequest;
  readonly size: number;
  /** How many nodes there are beyond the size: they are v2 proxies. */
  readonly beyond: number;
}

function quoted(flag: string, text: string, problem: string | undefined): RequestProblem[] {
  return problem === undefined ? [] : [{flag, message: `"${printable(text)}" ${problem}`}];
}

function urlProblems({url}: DiscoveryWish): RequestProblem[] {
  if (url === undefined || serviceProblem(url) === undefined) return [];
  return quoted('--discovery-url', url, discoveryUrlProblem(url));
}

function sizeProblems(
  size: number,
  count: number,
  {members, wish}: {members: BootstrapRequest['members']; wish: DiscoveryWish},
): RequestProblem[] {
  const flag = '--size';
  if (size > count)
    return [
      {
        flag,
        message: `${size} members are to register, and there are only ${count}: all would wait for ever`,
      },
    ];
  if (size === count) return [];
  const rest = count - size;
  if (typeof members !== 'number') {
    const names = members.slice(size).map(({name}) => name);
    return [
      {flag, message: `is ${size}, and --member names ${count}: for ${names.join(', ')} the cluster is full`},
    ];
  }
  if (wish.fallback !== 'exit') return [];
  return [
    {
      flag,
      message: `with --discovery-fallback exit the ${rest} beyond the ${size} would only end: the cluster is full`,
    },
  ];
}

/** What is wrong with the service that was named. */
export function serviceProblems(wish: Pick<DiscoveryWish, 'url' | 'endpoints' | 'token'>): RequestProblem[] {
  const token = wish.token === undefined ? undefined : tokenProblem(wish.token);
  return [
    ...urlProblems(wish),
    ...(wish.endpoints ?? []).flatMap(endpoint =>
      quoted('--discovery-endpoints', endpoint, serviceProblem(endpoint)),
    ),
    ...(token === undefined ? [] : [{flag: '--discovery-token', message: token}]),
  ];
}

/** What is wrong with what was asked for; empty where it can be planned. */
export function wishProblems(request: BootstrapRequest, wish: DiscoveryWish): RequestProblem[] {
  const {members} = request;
  const count = typeof members === 'number' ? members : members.length;
  return [...serviceProblems(wish), ...sizeProblems(wish.size ?? count, count, {members, wish})];
}

/**
 * The members that register, and as v2 proxies those that come too late: etcd would make the same of them, in a
 * directory that it never starts from again.
 */
export function planDiscoveryRequest(request: BootstrapRequest, {size}: DiscoveryWish): PlannedDiscovery {
  const {members, proxies} = request;
  if (typeof members !== 'number') return {request, size: members.length, beyond: 0};
  const beyond = members - (size ?? members);
  return {
    request: {...request, members: members - beyond, proxies: proxies + beyond},
    size: members - beyond,
    beyond,
  };
}
