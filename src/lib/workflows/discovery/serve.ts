import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {EtcdBinDir} from '../../adapters/etcd-server/etcd-binaries.js';
import type {NodeLaunch} from '../../adapters/host/host.js';
import type {Lock} from '../../adapters/files/lock.js';
import {parseDiscoveryUrl, v2TokenUrl} from '../../domain/discovery/discovery-url.js';
import {registrationText, judgeRegistry, type RegistryReport} from '../../domain/discovery/registry.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {bracketed, isWildcard} from '../../domain/nodes/hosts.js';
import {flagValues} from '../../domain/process/flag-values.js';
import {OpsError} from '../../errors/ops-error.js';
import {explainExit} from '../../queries/explain-exit.js';
import {shownPlace} from '../../queries/discovery/discovery-status.js';
import {
  openRegistry,
  type DiscoveryClient,
  type Registry,
  type RegistryPlace,
} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch, untilServiceAnswers, type OwnService} from '../../queries/discovery/own-service.js';
import {freePorts} from '../../queries/free-ports.js';
import {ensureStateDir} from '../place-files.js';
import {freshToken, warnOfSize, type NewToken, type TokenMaker} from './new-token.js';

export type Server = TokenMaker & Pick<Adapters, 'acquireLock' | 'clock' | 'host'>;

export interface ServeInput {
  readonly folder: string;
  readonly bin: EtcdBinDir;
  readonly size: number;
  readonly token?: string | undefined;
  /** An IP address. */
  readonly listen: string;
  /** What others call this machine; default: the address. */
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
}

export interface Serving {
  readonly token: NewToken;
  readonly etcdVersion: string;
  readonly launch: NodeLaunch;
  readonly registry: Registry;
  readonly lock: Lock;
}

function serviceUrl(input: ServeInput, port: number): {url: string; listenUrl: string} {
  const scheme = input.certificate === undefined ? 'http' : 'https';
  const host = input.host ?? (isWildcard(input.listen) ? '127.0.0.1' : input.listen);
  return {
    url: `${scheme}://${bracketed(host)}:${port}`,
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

async function planService(server: Server, input: ServeInput): Promise<OwnService> {
  const {folder, bin, listen, port} = input;
  const [client, peerPort] = await freePorts(server, 'the discovery service', listen);
  const wanted = port ?? client;
  const problem = await server.host.listenProblem(listen, wanted);
  if (problem !== undefined) {
    const message = `${listen}:${wanted} cannot be listened on: ${problem}`;
    throw new OpsError('E_PORT_IN_USE', message, {
      hints: ['leave --port out: a free one is taken', 'ss -ltnp'],
    });
  }
  const urls = serviceUrl(input, wanted);
  return {folder, binDir: bin.dir, version: bin.version, peerPort, flags: tlsFlags(input), ...urls};
}

function placeAt(url: string, token: string, {bin, client}: ServeInput): RegistryPlace {
  if (has(bin.version, 'v3Discovery')) return {protocol: 'v3', endpoints: [url], token, client};
  return {protocol: 'v2', url: parseDiscoveryUrl(v2TokenUrl(url, token))!, client};
}

/** One that an etcdops left that was killed goes on; else one is started, on the data that an earlier one left. */
async function ensureRunning(server: Server, input: ServeInput): Promise<{url: string; launch: NodeLaunch}> {
  const known = ownServiceLaunch({folder: input.folder});
  const [running] = await server.host.find([known]);
  if (running === undefined) {
    const service = await planService(server, input);
    const launch = ownServiceLaunch(service);
    await server.host.start(launch);
    return {url: service.url, launch};
  }
  const [url] = flagValues(server.host.commandLine(running), 'advertise-client-urls');
  server.progress.note(`going on with the service that runs already (pid ${running.identity.pid})`);
  return {url: url ?? '', launch: known};
}

async function madeToken(registry: Registry, size: number): Promise<NewToken> {
  const shown = shownPlace(registry.place);
  if (await registry.create(size)) return {...shown, size};
  const report = judgeRegistry(await registry.read());
  if (report.size === size && report.state === 'waiting') return {...shown, size};
  const message = `the token ${shown.token} is there already: ${registrationText(report)}`;
  throw new OpsError('E_PREFLIGHT', message, {hints: ['leave --token out: a new one is made']});
}

/** Starts a discovery service and makes a token there. Whoever calls it ends the service, and gives the lock back. */
export async function startService(server: Server, input: ServeInput): Promise<Serving> {
  const {folder, size, bin} = input;
  warnOfSize(server, size);
  await ensureStateDir(server, folder);
  await server.files.ensureDir(join(folder, DISCOVERY_DIR), 0o700);
  const lock = await server.acquireLock(join(folder, DISCOVERY_DIR, 'lock'), 'discovery serve');
  try {
    const {url, launch} = await ensureRunning(server, input);
    const place = placeAt(url, input.token ?? freshToken(server), input);
    const registry = openRegistry(server, place, server.cwd);
    try {
      await untilServiceAnswers(server, launch, () => registry.read());
      const token = await madeToken(registry, size);
      return {token, etcdVersion: bin.version, launch, registry, lock};
    } catch (error) {
      await stopService(server, launch);
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

const GRACE_MS = 10_000;

export async function stopService({host}: Pick<Adapters, 'host'>, launch: NodeLaunch): Promise<void> {
  const [running] = await host.find([launch]);
  if (running !== undefined) await host.stop(launch, running, GRACE_MS);
}

const LOOK_MS = 500;

function tellNews({progress}: Pick<Adapters, 'progress'>, before: number, report: RegistryReport): void {
  for (const {name, id, peerUrls, place} of report.registered.slice(before))
    progress.note(`${place} of ${report.size}: ${name || id} ${peerUrls.join(', ')}`);
  if (report.state === 'used-up' && before < report.registered.length)
    progress.note('all have registered: Ctrl-C ends the service once the cluster is healthy');
}

async function assertAlive(server: Server, launch: NodeLaunch): Promise<void> {
  const [running] = await server.host.find([launch]);
  if (running !== undefined) return;
  const reason = await explainExit(server, launch);
  throw new OpsError('E_NODE_FAILED', `the discovery service has ended: ${reason}`, {
    hints: ['the same line with --token and --port of before goes on', `its log: ${launch.logFile}`],
  });
}

/** Tells who registers until the user ends it; then the service ends too. */
export async function superviseService(
  server: Server,
  serving: Serving,
  onNews: (report: RegistryReport) => void,
): Promise<void> {
  const {launch, registry, lock} = serving;
  const {clock, progress, signal, files} = server;
  let last: RegistryReport | undefined;
  try {
    while (!signal.aborted) {
      const report = await registry.read().then(
        content => judgeRegistry(content),
        () => undefined,
      );
      if (signal.aborted) break;
      await assertAlive(server, launch);
      if (report !== undefined) {
        const before = last?.registered.length ?? 0;
        tellNews(server, before, report);
        if (report.registered.length > before) onNews(report);
        last = report;
        progress.update(registrationText(report));
      }
      // It ends early only where the user ends the service.
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  } finally {
    await stopService(server, launch);
    const isOver = last?.state === 'used-up';
    if (isOver) await files.removeScratch(launch.dataDir);
    else
      progress.note(`ended; the same line goes on with --token ${serving.token.token} and the same --port`);
    await lock.release();
  }
}
