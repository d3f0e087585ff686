import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../../adapters/host/host.js';
import {judgeRegistry} from '../../domain/discovery/registry.js';
import {
  parseServiceRecord,
  recordProblem,
  type ServiceRecord,
} from '../../domain/discovery/service-record.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {OpsError} from '../../errors/ops-error.js';
import {openRegistry, type Registry} from '../../queries/discovery/open-registry.js';
import {ownServiceLaunch, type OwnService} from '../../queries/discovery/own-service.js';

export type Runner = Pick<Adapters, 'cwd' | 'env' | 'etcdApi' | 'files' | 'host' | 'v2Discovery'>;

/** Beside the data: which etcd wrote it. */
const RECORD = 'service.json';
const MAX_RECORD_BYTES = 4096;

/** Held by who runs the service in the foreground. */
export function serviceLockFile(folder: string): string {
  return join(folder, DISCOVERY_DIR, 'lock');
}

function recordFile(folder: string): string {
  return join(folder, DISCOVERY_DIR, RECORD);
}

async function readRecord(
  {files}: Pick<Runner, 'files'>,
  folder: string,
): Promise<ServiceRecord | undefined> {
  return parseServiceRecord(await files.readText(recordFile(folder), MAX_RECORD_BYTES));
}

function writeRecord({files}: Pick<Runner, 'files'>, folder: string, record: ServiceRecord): Promise<void> {
  return files.writeAtomic(recordFile(folder), `${JSON.stringify(record)}\n`, {durable: false});
}

/** All had registered, and an etcdops was about to end the service. */
export async function isToEnd(runner: Pick<Runner, 'files'>, folder: string): Promise<boolean> {
  return (await readRecord(runner, folder))?.isOver === true;
}

/** Killed while it ended a service, an earlier etcdops has left data that nobody needs. */
export async function hasLeftData(
  runner: Pick<Runner, 'files'>,
  {folder, dataDir}: Pick<NodeLaunch, 'folder' | 'dataDir'>,
): Promise<boolean> {
  return (await isToEnd(runner, folder)) && (await runner.files.exists(dataDir));
}

/** Throws E_PREFLIGHT where the data of an earlier service is none that this etcd can go on with. */
async function assertGoesOn(runner: Runner, {folder, dataDir}: NodeLaunch, version: string): Promise<void> {
  if (!(await runner.files.exists(dataDir))) return;
  const before = await readRecord(runner, folder);
  const problem = before === undefined ? undefined : recordProblem(before, version);
  if (before === undefined || problem === undefined) return;
  throw new OpsError('E_PREFLIGHT', `the discovery service cannot go on with ${dataDir}: ${problem}`, {
    hints: [
      `mv ${shellQuote(dataDir)} ${shellQuote(`${dataDir}.old`)} begins with an empty one; its tokens are gone then`,
      `etcd ${before.version} goes on with it: --etcd-version ${before.version}`,
    ],
  });
}

/** Somebody needs the service again that an etcdops, killed then, was about to end. */
export async function keepRunning(runner: Pick<Runner, 'files'>, folder: string): Promise<void> {
  const record = await readRecord(runner, folder);
  if (record?.isOver === true) await writeRecord(runner, folder, {version: record.version});
}

/** Starts the service on whatever data it has already that somebody needs still. */
export async function startServiceProcess(runner: Runner, service: OwnService): Promise<NodeLaunch> {
  const {files, host} = runner;
  const {folder, version} = service;
  const launch = ownServiceLaunch(service);
  await files.ensureDir(join(folder, DISCOVERY_DIR), 0o700);
  if (await hasLeftData(runner, launch)) await files.removeScratch(launch.dataDir);
  await assertGoesOn(runner, launch, version);
  await writeRecord(runner, folder, {version});
  await host.start(launch);
  return launch;
}

const GRACE_MS = 10_000;

export async function stopService({host}: Pick<Adapters, 'host'>, launch: NodeLaunch): Promise<void> {
  const [running] = await host.find([launch]);
  if (running !== undefined) await host.stop(launch, running, GRACE_MS);
}

/** What became of the data of a service that ended. */
export interface EndedService {
  /** All have registered under its token. */
  readonly isOver: boolean;
  /** Other tokens that lie in the data; undefined where it did not say. */
  readonly others: readonly string[] | undefined;
  readonly isRemoved: boolean;
}

const LAST_WORDS_MS = 2000;

/** Whom a user has just told to end is asked a last time all the same. */
async function lastWords(
  {cwd, env, etcdApi, files, v2Discovery}: Runner,
  {place}: Registry,
  folder: string,
): Promise<Omit<EndedService, 'isRemoved'>> {
  const signal = AbortSignal.timeout(LAST_WORDS_MS);
  const registry = openRegistry({cwd, env, etcdApi, files, v2Discovery, signal}, place, {
    folder,
    toldBy: 'flags',
  });
  const [content, others] = await Promise.all([
    registry.read().catch(() => undefined),
    registry.others().catch(() => undefined),
  ]);
  return {isOver: content !== undefined && judgeRegistry(content).state === 'used-up', others};
}

/** Killed after it, the next one knows that the data is to go. */
async function recordEnd(runner: Runner, folder: string): Promise<void> {
  const record = await readRecord(runner, folder);
  if (record !== undefined) await writeRecord(runner, folder, {...record, isOver: true});
}

/**
 * Ends the service. Its data goes where all have registered, unless tokens of others are in it too.
 * @param wasUsedUp all had registered when it was last looked at, which nothing undoes
 */
export async function endService(
  runner: Runner,
  {launch, registry, wasUsedUp = false}: {launch: NodeLaunch; registry: Registry; wasUsedUp?: boolean},
): Promise<EndedService> {
  const {files, host} = runner;
  const {folder, dataDir} = launch;
  const [running] = await host.find([launch]);
  if (running === undefined) {
    const isLeft = await hasLeftData(runner, launch);
    if (isLeft) await files.removeScratch(dataDir);
    return {isOver: isLeft || wasUsedUp, others: undefined, isRemoved: isLeft};
  }
  const said = await lastWords(runner, registry, folder);
  const {others} = said;
  const isOver = said.isOver || wasUsedUp;
  const isRemoved = isOver && others?.length === 0;
  if (isRemoved) await recordEnd(runner, folder);
  await host.stop(launch, running, GRACE_MS);
  if (isRemoved) await files.removeScratch(dataDir);
  return {isOver, others, isRemoved};
}

/** Where it listens, as its command line says; undefined where the machine does not tell. */
export function urlOfRunning({host}: Pick<Adapters, 'host'>, running: RunningNode): string | undefined {
  const word = host.commandLine(running).find(text => text.startsWith('--advertise-client-urls='));
  return word?.slice(word.indexOf('=') + 1);
}
