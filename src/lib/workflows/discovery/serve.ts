import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import type {NodeLaunch, RunningNode} from '../../adapters/host/host.js';
import type {Lock} from '../../adapters/files/lock.js';
import {parseDiscoveryUrl, v2TokenUrl} from '../../domain/discovery/discovery-url.js';
import {judgeRegistry, registrationText} from '../../domain/discovery/registry.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {reachableHosts} from '../../domain/discovery/reachable-host.js';
import {otherThanAsked} from '../../domain/discovery/running-service.js';
import {bracketed} from '../../domain/nodes/hosts.js';
import {OpsError} from '../../errors/ops-error.js';
import {shownPlace} from '../../queries/discovery/discovery-status.js';
import {
  openRegistry,
  type DiscoveryClient,
  type Registry,
  type RegistryPlace,
} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch, untilServiceAnswers, type OwnService} from '../../queries/discovery/own-service.js';
import {onFreePorts} from '../on-free-ports.js';
import {ensureStateDir} from '../place-files.js';
import {
  keepRunning,
  serviceLockFile,
  startServiceProcess,
  stopService,
  urlOfRunning,
} from './service-process.js';
import {freshToken, warnOfSize, type NewToken, type TokenMaker} from './new-token.js';

export type Server = TokenMaker & Pick<Adapters, 'acquireLock' | 'clock' | 'host'>;

export interface ServeInput {
  readonly folder: string;
  readonly bin: EtcdBinDir;
  readonly size: number;
  readonly token?: string | undefined;
  /** An IP address. */
  readonly listen: string;
  /** What others call this machine; default: the address, on a wildcard the first that others reach. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Of the service; it speaks TLS then. Absolute paths. */
  readonly certificate?: {
    readonly cert: string;
    readonly key: string;
    readonly trustedCa?: string | undefined;
  };
  /** How etcdops talks to it. */
  readonly client?: DiscoveryClient | undefined;
  /** It is the one that the spec of the folder has of its own: `up` asks it too. */
  readonly isOfSpec?: true;
}

export interface Serving {
  readonly token: NewToken;
  readonly etcdVersion: string;
  readonly launch: NodeLaunch;
  readonly registry: Registry;
  readonly lock: Lock;
  readonly isOfSpec: boolean;
}

function serviceUrl(
  {host: machine, progress}: Server,
  input: ServeInput,
  port: number,
): {url: string; listenUrl: string} {
  const scheme = input.certificate === undefined ? 'http' : 'https';
  const [first, ...others] =
    input.host === undefined ? reachableHosts(input.listen, machine.ownAddresses()) : [input.host];
  if (others.length > 0)
    progress.note(`it listens on all addresses, and is called ${first}; with --host: ${others.join(', ')}`);
  return {
    url: `${scheme}://${bracketed(first)}:${port}`,
    listenUrl: `${scheme}://${bracketed(input.listen)}:${port}`,
  };
}

function tlsFlags({certificate}: ServeInput): string[] {
  if (certificate === undefined) return [];
  const {cert, key, trustedCa} = certificate;
  return [
    `--cert-file=${cert}`,
    `--key-file=${key}`,
    ...(trustedCa === undefined ? [] : [`--trusted-ca-file=${trustedCa}`, '--client-cert-auth=true']),
  ];
}

function processOf(input: ServeInput): Pick<OwnService, 'folder' | 'binDir' | 'version' | 'flags'> {
  const {folder, bin} = input;
  return {folder, binDir: bin.dir, version: bin.version, flags: tlsFlags(input)};
}

type Ports = readonly [client: number, peer: number];

async function planService(
  server: Server,
  input: ServeInput,
  [client, peerPort]: Ports,
): Promise<OwnService> {
  const {listen, port} = input;
  const wanted = port ?? client;
  const problem = await server.host.listenProblem(listen, wanted);
  if (problem !== undefined) {
    const message = `${listen}:${wanted} cannot be listened on: ${problem}`;
    throw new OpsError('E_PORT_IN_USE', message, {
      hints: ['leave --port out: a free one is taken', 'ss -ltnp'],
    });
  }
  const urls = serviceUrl(server, input, wanted);
  return {...processOf(input), peerPort, ...urls};
}

function placeAt(url: string, token: string, {bin, client}: ServeInput): RegistryPlace {
  if (has(bin.version, 'v3Discovery')) return {protocol: 'v3', endpoints: [url], token, client};
  return {protocol: 'v2', url: parseDiscoveryUrl(v2TokenUrl(url, token))!, client};
}

/** Throws E_PREFLIGHT where it would be another one than is asked for. */
async function assertAsked(server: Server, input: ServeInput, running: RunningNode): Promise<void> {
  const argv = server.host.commandLine(running);
  const port = Number(/:(\d+)$/.exec(urlOfRunning(server, running) ?? '')?.[1]);
  const {url, listenUrl} = serviceUrl(server, input, input.port ?? port);
  const asked = ownServiceLaunch({...processOf(input), url, listenUrl, peerPort: 0});
  const other = otherThanAsked(argv, {
    argv: [asked.program, ...asked.args],
    isPortAsked: input.port !== undefined,
  });
  if (other.length === 0) return;
  const {pid} = running.identity;
  const message = `a discovery service runs here already (pid ${pid}), and is another one: ${other.join('; ')}`;
  throw new OpsError('E_PREFLIGHT', message, {
    hints: [`kill ${pid} ends it; then the same line`, 'or run yours beside it: --dir DIR'],
  });
}

interface Ensured {
  readonly url: string;
  readonly launch: NodeLaunch;
  /** It did not run before. */
  readonly isStarted: boolean;
}

/** One that an etcdops left that was killed goes on; else one is started, on the data that an earlier one left. */
async function ensureRunning(server: Server, input: ServeInput, ports: Ports): Promise<Ensured> {
  const known = ownServiceLaunch({folder: input.folder});
  const [running] = await server.host.find([known]);
  if (running === undefined) {
    const service = await planService(server, input, ports);
    return {url: service.url, launch: await startServiceProcess(server, service), isStarted: true};
  }
  await assertAsked(server, input, running);
  await keepRunning(server, input.folder);
  server.progress.note(`going on with the service that runs already (pid ${running.identity.pid})`);
  return {url: urlOfRunning(server, running) ?? '', launch: known, isStarted: false};
}

/** What to do about a token that cannot be gone on with: the one of a spec is not this command's to choose. */
function otherTokenHints({size, isOfSpec}: ServeInput): string[] {
  return isOfSpec === true
    ? ['etcdops status tells whether all have started', 'etcdops up --fresh begins again with a new token']
    : [`etcdops discovery serve --size ${size} makes a new one`];
}

async function madeToken(registry: Registry, input: ServeInput): Promise<NewToken> {
  const {size} = input;
  const shown = shownPlace(registry.place);
  if (await registry.create(size)) return {...shown, size};
  const report = judgeRegistry(await registry.read());
  if (report.size === size && report.state === 'waiting') return {...shown, size};
  const message = `the token ${shown.token} is there already: ${registrationText(report)}`;
  throw new OpsError('E_PREFLIGHT', message, {hints: otherTokenHints(input)});
}

async function begin(server: Server, input: ServeInput, ports: Ports): Promise<Omit<Serving, 'lock'>> {
  const {bin, isOfSpec = false, size} = input;
  const {url, launch, isStarted} = await ensureRunning(server, input, ports);
  const place = placeAt(url, input.token ?? freshToken(server), input);
  const registry = openRegistry(server, place, {folder: server.cwd, toldBy: 'flags', size});
  try {
    await untilServiceAnswers(server, launch, () => registry.read());
    const token = await madeToken(registry, input);
    return {token, etcdVersion: bin.version, launch, registry, isOfSpec};
  } catch (error) {
    // One that ran before may be what the members of an up wait for.
    if (isStarted) await stopService(server, launch);
    throw error;
  }
}

/** Starts a discovery service and makes a token there. Whoever calls it ends the service, and gives the lock back. */
export async function startService(server: Server, input: ServeInput): Promise<Serving> {
  const {folder, listen, size} = input;
  warnOfSize(server, size);
  await ensureStateDir(server, folder);
  await server.files.ensureDir(join(folder, DISCOVERY_DIR), 0o700);
  const lock = await server.acquireLock(serviceLockFile(folder), 'discovery serve');
  try {
    const where = {purpose: 'the discovery service', address: listen};
    return {...(await onFreePorts(server, where, ports => begin(server, input, ports))), lock};
  } catch (error) {
    await lock.release();
    throw error;
  }
}
