import {isHostOf, isLoopback, hostProblem, ipProblem} from '../nodes/hosts.js';
import {allocatePorts, requestNodes, type RequestedNode} from '../nodes/allocate.js';
import {nameProblem, tokenProblem} from '../nodes/names.js';
import {MAX_PORT, PORT_BLOCK} from '../nodes/ports.js';
import {folderDataDir} from '../layout/layout.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {sanProblem} from '../pki/san.js';
import {SPEC_SCHEMA_VERSION, type ArtifactFormat, type ProxyMode} from '../spec/vocabulary.js';

/** What a user asked for on the command line or in the wizard. */
export interface BootstrapRequest {
  readonly cluster: string;
  /** Without one a fresh token is made. */
  readonly token?: string | undefined;
  /** How many members on `host`, or which ones on which hosts. */
  readonly members: number | readonly {readonly name: string; readonly host: string}[];
  readonly host: string;
  readonly listen?: string | undefined;
  readonly basePort: number;
  readonly proxies: number;
  readonly proxyMode: ProxyMode;
  /** Whether members get `enable-v2` where there are v2 proxies, which serve no /v2/keys without it. */
  readonly enableV2: boolean;
  readonly gateways: number;
  readonly grpcProxies: number;
  readonly formats: readonly ArtifactFormat[];
  readonly tls: ClusterSpec['tls'];
  /** Whether the key of the CA is to have a passphrase. */
  readonly encrypt?: boolean;
}

/** What the world adds to it. */
export interface BootstrapFacts {
  readonly etcd: {readonly version: string; readonly binDir?: string | undefined};
  /** IP addresses and name of this machine. */
  readonly ownAddresses: readonly string[];
  /** Makes the token unlike any other. */
  readonly randomHex: string;
  /** How the members find each other; default: by a list. */
  readonly bootstrap?: ClusterSpec['bootstrap'];
}

export const MAX_NODES = 1000;

/** What to write for a flag that cannot be used. */
export const FLAG_FIXES: Readonly<Record<string, string>> = {
  '--cluster': 'write for example --cluster demo',
  '--token': 'write for example --token demo-1, or leave it out: a new one is made',
  '--host': 'write an IP address or a DNS name: --host 10.0.0.1',
  '--listen': 'write an IP address of this machine, or 0.0.0.0 for all: --listen 0.0.0.0',
  '--member': 'write NAME=HOST for each: --member infra0=10.0.0.1',
  '--base-port': 'write for example --base-port 12379',
  '--no-enable-v2': 'add --proxies 1, or leave it out',
  '--san': 'name a host or an IP address, with --tls ca: --tls ca --san etcd.example.com',
  '--peer-ca': 'add --tls ca',
  '--key-type': 'add --tls ca',
  '--encrypt': 'add --tls ca',
};

/** A flag whose value cannot be used, with what to write instead. */
export interface RequestProblem {
  readonly flag: string;
  readonly message: string;
}

function memberRequests({members, host, listen}: BootstrapRequest): RequestedNode[] {
  const rest = listen === undefined ? {} : {listen};
  if (typeof members === 'number') return requestNodes('member', members, {host, ...rest});
  return members.map(member => ({...member, role: 'member', ...rest}));
}

/** All nodes: the members, then proxies, gateways and gRPC proxies beside the first member. */
function allRequests(request: BootstrapRequest): RequestedNode[] {
  const members = memberRequests(request);
  const rest = {
    host: members[0]?.host ?? request.host,
    ...(request.listen === undefined ? {} : {listen: request.listen}),
  };
  return [
    ...members,
    ...requestNodes('v2-proxy', request.proxies, {...rest, mode: request.proxyMode}),
    ...requestNodes('gateway', request.gateways, rest),
    ...requestNodes('grpc-proxy', request.grpcProxies, rest),
  ];
}

function countProblem(flag: string, count: number, least: number): RequestProblem | undefined {
  if (Number.isInteger(count) && count >= least && count <= MAX_NODES) return undefined;
  return {flag, message: `must be a whole number from ${least} to ${MAX_NODES}, not ${count}`};
}

function nodeProblems(request: BootstrapRequest): (RequestProblem | undefined)[] {
  if (typeof request.members === 'number') {
    const problem = hostProblem(request.host);
    return [
      countProblem('--members', request.members, 1),
      problem === undefined ? undefined : {flag: '--host', message: problem},
    ];
  }
  const names = new Set<string>();
  return request.members.map(({name, host}) => {
    const duplicate = names.has(name) ? `the name "${name}" is given twice` : undefined;
    names.add(name);
    const message = nameProblem(name) ?? hostProblem(host) ?? duplicate;
    return message === undefined ? undefined : {flag: '--member', message};
  });
}

function portProblem(request: BootstrapRequest): RequestProblem | undefined {
  const {basePort} = request;
  if (!Number.isInteger(basePort) || basePort < 1 || basePort > MAX_PORT) {
    return {flag: '--base-port', message: `must be a port from 1 to ${MAX_PORT}, not ${basePort}`};
  }
  const nodes = allocatePorts(allRequests(request), basePort);
  const last = Math.max(
    ...nodes.flatMap(({ports: {client, peer = 0, metrics = 0}}) => [client, peer, metrics]),
  );
  if (last <= MAX_PORT) return undefined;
  const most = Math.floor((last - basePort) / PORT_BLOCK) + 1;
  return {
    flag: '--base-port',
    message: `${most} nodes on one host need the ports ${basePort} to ${last}, and there are only ${MAX_PORT}`,
  };
}

/** What is said of certificates where none are made, and names that no certificate can carry. */
function tlsProblems({tls, encrypt = false}: BootstrapRequest): RequestProblem[] {
  const given = [
    {flag: '--san', isGiven: tls.sans !== undefined},
    {flag: '--peer-ca', isGiven: tls.peerCa !== undefined},
    {flag: '--key-type', isGiven: tls.keyType !== undefined},
    {flag: '--encrypt', isGiven: encrypt},
  ];
  const unused = given.filter(({isGiven}) => isGiven && tls.mode !== 'ca');
  if (unused.length > 0) {
    return unused.map(({flag}) => ({
      flag,
      message: `has no effect with --tls ${tls.mode}: no certificates are made`,
    }));
  }
  return (tls.sans ?? []).flatMap(san => {
    const message = sanProblem(san);
    return message === undefined ? [] : [{flag: '--san', message}];
  });
}

/** Without v2 proxies the v2 API is off anyway. */
function v2Problem({enableV2, proxies}: BootstrapRequest): RequestProblem | undefined {
  if (enableV2 || proxies !== 0) return undefined;
  return {
    flag: '--no-enable-v2',
    message: 'has no effect without v2 proxies: only for them is the v2 API on',
  };
}

/** What is wrong with a request; empty where it can be planned. */
export function requestProblems(request: BootstrapRequest): RequestProblem[] {
  const cluster = nameProblem(request.cluster);
  const token = request.token === undefined ? undefined : tokenProblem(request.token);
  const listen = request.listen === undefined ? undefined : ipProblem(request.listen);
  const simple = [
    cluster === undefined ? undefined : {flag: '--cluster', message: cluster},
    token === undefined ? undefined : {flag: '--token', message: token},
    listen === undefined ? undefined : {flag: '--listen', message: listen},
    ...nodeProblems(request),
    countProblem('--proxies', request.proxies, 0),
    v2Problem(request),
    countProblem('--gateways', request.gateways, 0),
    countProblem('--grpc-proxies', request.grpcProxies, 0),
    ...tlsProblems(request),
  ].filter(problem => problem !== undefined);
  if (simple.length > 0) return simple;
  const ports = portProblem(request);
  return ports === undefined ? [] : [ports];
}

/** Nodes of this machine keep their data below the spec's folder, also where their address is not loopback. */
function withDataDir(node: SpecNode, ownAddresses: readonly string[]): SpecNode {
  if (isLoopback(node.host) || node.role === 'gateway' || !ownAddresses.includes(node.host)) return node;
  return {...node, dataDir: folderDataDir(node.name)};
}

/** The spec for a request without problems. Pure: facts hold all that comes from the world. */
export function planBootstrap(request: BootstrapRequest, facts: BootstrapFacts): ClusterSpec {
  const nodes = allocatePorts(allRequests(request), request.basePort).map(node =>
    withDataDir(node, facts.ownAddresses),
  );
  const hasLocal = nodes.some(({host}) => isHostOf(host, facts.ownAddresses));
  const {version, binDir} = facts.etcd;
  return {
    schemaVersion: SPEC_SCHEMA_VERSION,
    cluster: request.cluster,
    token: request.token ?? `${request.cluster}-${facts.randomHex}`,
    etcd: {version, ...(binDir === undefined || !hasLocal ? {} : {binDir})},
    bootstrap: facts.bootstrap ?? {method: 'static'},
    tls: request.tls,
    ...(request.proxies === 0 || request.enableV2 ? {} : {settings: {'enable-v2': false}}),
    formats: [...request.formats],
    nodes,
  };
}
