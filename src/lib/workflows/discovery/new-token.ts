import type {Adapters} from '../../adapters/adapters.js';
import {evenSizeText} from '../../domain/cluster/quorum.js';
import {clientFlags} from '../../domain/discovery/client-flags.js';
import {
  discoveryUrlProblem,
  parseDiscoveryUrl,
  PUBLIC_SERVICE,
  v2TokenUrl,
} from '../../domain/discovery/discovery-url.js';
import type {DiscoveryProtocol} from '../../domain/discovery/method.js';
import {tokenProblem} from '../../domain/nodes/names.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {
  assertServices,
  assertTakesUser,
  shownPlace,
  type DiscoveryStatus,
} from '../../queries/discovery/discovery-status.js';
import {
  openRegistry,
  v2Call,
  type DiscoveryClient,
  type RegistryPlace,
} from '../../queries/discovery/open-registry.js';

export type TokenMaker = Pick<
  Adapters,
  'cwd' | 'env' | 'etcdApi' | 'files' | 'progress' | 'random' | 'signal' | 'v2Discovery'
>;

export interface NewTokenInput {
  readonly size: number;
  /** Of v2: the address of an etcd with the v2 API, or of a service with a page `/new`. */
  readonly service?: string | undefined;
  readonly endpoints?: readonly string[] | undefined;
  /** Of `endpoints`. */
  readonly protocol: DiscoveryProtocol;
  readonly client?: DiscoveryClient | undefined;
  /** Default: a fresh one. */
  readonly token?: string | undefined;
  /** Look, and make nothing. */
  readonly dryRun?: boolean;
}

export interface NewToken extends Pick<DiscoveryStatus, 'protocol' | 'token' | 'url' | 'endpoints'> {
  readonly size: number;
  /** It is not there yet. */
  readonly isPlanned?: true;
}

/** Unlike any other, as the public service makes them. */
export function freshToken({random}: Pick<Adapters, 'random'>): string {
  return random.hex(16);
}

export function warnOfSize({progress}: Pick<Adapters, 'progress'>, size: number): void {
  if (size % 2 === 0) progress.warn(evenSizeText(size));
}

function placeFor(input: NewTokenInput, service: string, token: string): RegistryPlace {
  const {protocol, endpoints, client} = input;
  if (protocol === 'v3' && endpoints !== undefined) return {protocol: 'v3', endpoints, token, client};
  return {protocol: 'v2', url: parseDiscoveryUrl(v2TokenUrl(service, token))!, client};
}

function statusLine({url, token, endpoints = []}: ReturnType<typeof shownPlace>, client: string): string {
  return `etcdops discovery status ${url ?? `${token} --endpoints ${endpoints.join(',')}`}${client}`;
}

/** The same without a token that somebody names. */
function newLine({size, service, endpoints, client}: NewTokenInput): string {
  const named = service === undefined ? '' : ` --service ${service}`;
  const where = endpoints === undefined ? named : ` --endpoints ${endpoints.join(',')}`;
  return `etcdops discovery new --size ${size}${where}${clientFlags(client)}`;
}

/** Writes the size of a token where it is to be new. */
async function makeTokenAt(maker: TokenMaker, place: RegistryPlace, input: NewTokenInput): Promise<NewToken> {
  const {size, dryRun = false, client} = input;
  const shown = shownPlace(place);
  const registry = openRegistry(maker, place, {folder: maker.cwd, toldBy: 'flags', size});
  if (dryRun && (await registry.read()).size === undefined) return {...shown, size, isPlanned: true};
  if (!dryRun && (await registry.create(size))) return {...shown, size};
  throw new OpsError('E_PREFLIGHT', `the token ${shown.token} is there already`, {
    hints: [`a new one: ${newLine(input)}`, statusLine(shown, clientFlags(client))],
  });
}

/** What a service with a page for it gave; undefined where it has none. */
async function requested(
  maker: TokenMaker,
  service: string,
  {size, client}: NewTokenInput,
): Promise<NewToken | undefined> {
  // It is asked as anybody, without certificates.
  if (client?.cacert !== undefined || client?.cert !== undefined) return undefined;
  const call = await v2Call(maker, {service}, {folder: maker.cwd, toldBy: 'flags', size});
  const text = await (await maker.v2Discovery()).request(service, size, call);
  if (text === undefined) return undefined;
  const url = parseDiscoveryUrl(text);
  if (url !== undefined) return {...shownPlace({protocol: 'v2', url}), size};
  throw new OpsError(
    'E_UNREACHABLE',
    `${service} gave "${printable(text)}", which ${discoveryUrlProblem(text)}`,
    {hints: [`etcdops discovery serve --size ${size} runs a service here`]},
  );
}

/** Where it is made, of what was given. */
function serviceFor({service, endpoints, protocol}: NewTokenInput): string {
  const given = endpoints ?? (service === undefined ? [] : [service]);
  assertServices(endpoints === undefined ? '--service' : '--endpoints', given);
  if (protocol === 'v2' && given.length > 1) {
    const message = `--endpoints names ${given.length}, and the token of etcd up to 3.5 is a URL with one address`;
    throw new OpsError('E_USAGE', message, {hints: [`--endpoints ${given[0]}`]});
  }
  return given[0] ?? PUBLIC_SERVICE;
}

/** A token of its own for a cluster that is to be, at a service that there is. */
export async function newDiscoveryToken(maker: TokenMaker, input: NewTokenInput): Promise<NewToken> {
  const {size, endpoints, token, protocol, client, dryRun = false} = input;
  const service = serviceFor(input);
  const problem = token === undefined ? undefined : tokenProblem(token);
  if (problem !== undefined) {
    throw new OpsError('E_USAGE', `--token: ${problem}`, {hints: [`one is made: ${newLine(input)}`]});
  }
  assertTakesUser(protocol, client);
  warnOfSize(maker, size);
  const isAsked = endpoints === undefined && token === undefined;
  // Who asks such a service for a token gets one.
  if (isAsked && dryRun) return {...shownPlace(placeFor(input, service, 'TOKEN')), size, isPlanned: true};
  const given = isAsked ? await requested(maker, service, input) : undefined;
  return given ?? makeTokenAt(maker, placeFor(input, service, token ?? freshToken(maker)), input);
}
