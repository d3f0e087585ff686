import {OpsError} from '../../errors/ops-error.js';
import {defaultName} from '../nodes/allocate.js';
import {freeBlock} from '../nodes/free-block.js';
import {hostProblem, isWildcard} from '../nodes/hosts.js';
import {nameProblem} from '../nodes/names.js';
import {membersOf, schemeOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {ProxyMode, SettingValue} from '../spec/vocabulary.js';
import {parseListen, type ListenAddress} from './listen-address.js';
import {givenSource, LISTEN_FLAGS, SOURCES, type ProxyRequest, type ProxyRole} from './proxy-request.js';

export interface PlannedNode {
  readonly node: SpecNode;
  readonly isNew: boolean;
}

/** What the spec says in words of its own, so that it is no setting. */
const OWN_WORDS: Readonly<Record<ProxyRole, readonly string[]>> = {
  'v2-proxy': ['listen-client-urls', 'proxy', 'data-dir', 'name'],
  gateway: ['listen-addr'],
  'grpc-proxy': ['listen-addr', 'data-dir'],
};

function freeName(spec: ClusterSpec, role: ProxyRole): string {
  const taken = new Set(spec.nodes.map(({name}) => name));
  for (let index = 0; ; index++) {
    const name = defaultName(role, index);
    if (!taken.has(name)) return name;
  }
}

/** Those of a free block beside the members. */
function freePorts(spec: ClusterSpec, host: string, role: ProxyRole): SpecNode['ports'] {
  const found = freeBlock(spec, host);
  if ('block' in found) {
    const {client, metrics} = found.block;
    return role === 'grpc-proxy' ? {client, metrics} : {client};
  }
  throw new OpsError('E_USAGE', found.problem, {hints: [`choose one: --${LISTEN_FLAGS[role]}`]});
}

function settingsOf({role, given}: ProxyRequest): Record<string, SettingValue> {
  return Object.fromEntries([...given].filter(([name]) => !OWN_WORDS[role].includes(name)));
}

function modeOf(value: SettingValue | undefined): ProxyMode | undefined {
  if (value === undefined) return undefined;
  return value === 'readonly' ? 'readonly' : 'readwrite';
}

type Place = Pick<SpecNode, 'host' | 'ports'> & Partial<Pick<SpecNode, 'listen'>>;

/** Where the node has been, or beside the first member. */
function placeInSpec(
  spec: ClusterSpec,
  {role, host: asked}: ProxyRequest,
  known: SpecNode | undefined,
): Place {
  if (known === undefined) {
    const host = asked ?? membersOf(spec)[0]?.host ?? '127.0.0.1';
    return {host, ports: freePorts(spec, host, role)};
  }
  const {host, ports, listen} = known;
  return {host: asked ?? host, ports, ...(listen === undefined ? {} : {listen})};
}

/** Where the flag puts it. */
function placeByFlag(
  {host, port}: ListenAddress,
  {role, host: asked}: ProxyRequest,
  known: SpecNode | undefined,
): Place {
  const reached = asked ?? known?.host ?? (isWildcard(host) ? undefined : host);
  if (reached === undefined) {
    throw new OpsError('E_USAGE', `--${LISTEN_FLAGS[role]}: ${host} is every address of this machine`, {
      hints: ['say which one clients use: --host 10.0.0.9'],
    });
  }
  const ports = {...known?.ports, client: port};
  return {host: reached, ports, ...(host === reached ? {} : {listen: host})};
}

function placeOf(spec: ClusterSpec, request: ProxyRequest, known: SpecNode | undefined): Place {
  const {role, given} = request;
  const text = given.get(LISTEN_FLAGS[role]);
  const place =
    text === undefined
      ? placeInSpec(spec, request, known)
      : placeByFlag(parseListen(role, String(text), schemeOf(spec)), request, known);
  if (!given.has('metrics-addr')) return place;
  const {metrics: _, ...ports} = place.ports;
  return {...place, ports};
}

/** What TLS there is towards clients the spec says. */
const LISTENING_TLS = ['cert-file', 'key-file', 'trusted-ca-file', 'auto-tls', 'client-cert-auth'];

function assertWords(spec: ClusterSpec, {role, host, plainListen, given}: ProxyRequest): void {
  const problem = host === undefined ? undefined : hostProblem(host);
  if (problem !== undefined)
    throw new OpsError('E_USAGE', `--host: ${problem}`, {hints: ['write for example --host 10.0.0.9']});
  const isPlain = spec.tls.mode === 'none';
  if (plainListen === true && isPlain) {
    throw new OpsError('E_USAGE', '--plain-listen has no effect: the spec has no TLS', {
      hints: ['leave it out'],
    });
  }
  const tls = role === 'gateway' ? undefined : LISTENING_TLS.find(name => given.has(name));
  if (tls === undefined || !isPlain) return;
  throw new OpsError(
    'E_USAGE',
    `--${tls}: the nodes of the spec speak no TLS, and status would ask this one without`,
    {
      hints: [`leave it out; or leave the spec out: name the members with --${SOURCES[role][0]}`],
    },
  );
}

function assertFits(request: ProxyRequest, name: string, known: SpecNode | undefined): void {
  const {role} = request;
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new OpsError('E_USAGE', `--name: ${problem}`, {hints: ['write for example --name gateway7']});
  if (known !== undefined && known.role !== role) {
    throw new OpsError('E_USAGE', `--name: ${name} is a ${known.role} in the spec, no ${role}`, {
      hints: ['name another one, or leave --name out for the next free name'],
    });
  }
  const source = givenSource(request);
  if (role !== 'v2-proxy' || source === undefined) return;
  throw new OpsError('E_USAGE', `--${source}: a v2 proxy of the spec has the members of the spec for peers`, {
    hints: ['leave it out; or leave --spec, --add and --name out for a proxy of another cluster'],
  });
}

/** What the node has beside its place. */
function restOf(request: ProxyRequest, known: SpecNode | undefined): Partial<SpecNode> {
  const settings = {...known?.settings, ...settingsOf(request)};
  const mode = modeOf(request.given.get('proxy')) ?? known?.mode;
  const dataDir = request.given.get('data-dir') ?? known?.dataDir;
  return {
    ...(request.plainListen === true ? {plainListen: true} : {}),
    ...(mode === undefined ? {} : {mode}),
    ...(dataDir === undefined ? {} : {dataDir: String(dataDir)}),
    ...(Object.keys(settings).length === 0 ? {} : {settings}),
  };
}

/**
 * A request as a node of the spec: the one that it names, with what the flags change, or a new one. Its peers and
 * endpoints are the members of the spec, unless `--endpoints` says otherwise. Throws E_USAGE.
 */
export function planProxyNode(spec: ClusterSpec, request: ProxyRequest): PlannedNode {
  const {role, name = freeName(spec, role)} = request;
  const known = spec.nodes.find(node => node.name === name);
  assertFits(request, name, known);
  assertWords(spec, request);
  const {listen: _, ...kept} = known ?? {};
  const node = {...kept, name, role, ...placeOf(spec, request, known), ...restOf(request, known)};
  return {node, isNew: known === undefined};
}
