import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {NodeLaunch, RunningNode} from '../../adapters/host/host.js';
import type {EtcdUser} from '../../adapters/etcd-api/login.js';
import type {DrillResult} from '../../domain/snapshots/snapshot-report.js';
import {lastWords} from '../../domain/snapshots/tool-status.js';
import {refusalReasonOf} from '../../domain/membership/refusal.js';
import {OpsError} from '../../errors/ops-error.js';
import {CALL_TIMEOUT_MS} from '../../queries/ask-member.js';
import {onFreePorts} from '../on-free-ports.js';

export type DrillAdapters = Pick<
  Adapters,
  'acquireLock' | 'clock' | 'env' | 'etcdApi' | 'files' | 'host' | 'progress' | 'random' | 'runner' | 'signal'
>;

export const DRILL_NAME = 'drill';
const GRACE_MS = 3000;
const POLL_MS = 100;
/** A member alone elects itself in a second or two; a large database is read first. */
const START_MS = 60_000;
const HASH_MS = 60_000;
/** Any quota over the size: nothing is written. */
const QUOTA_BYTES = 100 * 1024 ** 3;
const TAIL_BYTES = 64 * 1024;

export interface DrillPlace {
  /** Of the drill alone, absolute. */
  readonly folder: string;
  /** In it, and of this attempt alone: a tool that outlived a kill goes on writing into the one of its own. */
  readonly dataDir: string;
  readonly program: string;
}

function drillLaunch(
  {folder, dataDir, program}: DrillPlace,
  [client, peer]: readonly [number, number],
): NodeLaunch {
  const clientUrl = `http://127.0.0.1:${client}`;
  return {
    name: DRILL_NAME,
    program,
    args: [
      `--name=${DRILL_NAME}`,
      `--data-dir=${dataDir}`,
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=http://127.0.0.1:${peer}`,
      `--quota-backend-bytes=${QUOTA_BYTES}`,
    ],
    folder,
    // Nothing is there: by it a drill that was killed is known from a gateway.
    configFile: join(folder, 'none.yaml'),
    dataDir,
    logFile: join(folder, 'etcd.log'),
    pidFile: join(folder, 'pid.json'),
    startedFile: join(folder, 'started.yaml'),
  };
}

/** What a drill left that was killed: its member, then its folder. */
export async function clearDrill({files, host}: DrillAdapters, place: DrillPlace): Promise<void> {
  const launch = drillLaunch(place, [0, 0]);
  const [running] = await host.find([launch]);
  if (running !== undefined) await host.stop(launch, running, GRACE_MS);
  await files.removeScratch(place.folder);
}

async function whyEnded({files}: DrillAdapters, {logFile}: NodeLaunch): Promise<OpsError> {
  const {text} = await files.readTail(logFile, TAIL_BYTES);
  return new OpsError('E_NODE_FAILED', `etcd ended on the restored data: ${lastWords(text)}`);
}

/** Undefined where etcd does not let us. */
async function orHidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (refusalReasonOf(error) === 'auth') return undefined;
    throw error;
  }
}

const NO_ANSWER: {readonly leaderId?: undefined} = {};

async function untilItServes(
  adapters: DrillAdapters,
  url: string,
  {launch, running}: {launch: NodeLaunch; running: RunningNode},
): Promise<number | undefined> {
  const {clock, etcdApi, host, signal} = adapters;
  const deadline = clock.monotonicMs() + START_MS;
  while (clock.monotonicMs() < deadline) {
    const asked = orHidden(etcdApi.status(url, {timeoutMs: CALL_TIMEOUT_MS, signal}));
    const status = await asked.catch(() => NO_ANSWER);
    signal.throwIfAborted();
    // Somebody else may answer, who took the port before etcd did.
    if (!host.isRunning(running)) throw await whyEnded(adapters, launch);
    // Who refuses to tell serves.
    if (status === undefined) return undefined;
    if (status.leaderId !== undefined) return status.revision;
    await clock.sleep(POLL_MS, signal);
  }
  throw new OpsError('E_NODE_FAILED', `etcd did not serve the restored data within ${START_MS / 1000} s`);
}

const nobody = (): Promise<{verify: boolean}> => Promise.resolve({verify: true});

interface Questions {
  readonly url: string;
  readonly atRevision: number;
  readonly user: EtcdUser | undefined;
}

async function ask(
  {etcdApi, signal}: DrillAdapters,
  {url, atRevision, user}: Questions,
): Promise<Pick<DrillResult, 'keys' | 'hash' | 'alarms' | 'authEnabled'>> {
  const options = {timeoutMs: HASH_MS, signal};
  const api = etcdApi.as({client: nobody, peer: nobody});
  const open = await orHidden(api.countKeys(url, atRevision, options));
  const asUser = open === undefined && user !== undefined ? api.asUser(user) : api;
  const [keys, hash, alarms] = await Promise.all([
    open ?? orHidden(asUser.countKeys(url, atRevision, options)),
    orHidden(asUser.hashKv(url, atRevision, options)),
    orHidden(asUser.alarmList(url, options)),
  ]);
  return {
    ...(keys === undefined ? {} : {keys}),
    ...(hash === undefined ? {} : {hash}),
    alarms: (alarms ?? []).map(({alarm}) => alarm),
    authEnabled: open === undefined,
  };
}

/** Starts a member on restored data, asks it, and ends it, whatever happens. */
export async function askDrillMember(
  adapters: DrillAdapters,
  place: DrillPlace,
  {atRevision, user}: Omit<Questions, 'url'>,
): Promise<Omit<DrillResult, 'restoredMs'>> {
  const {clock, etcdApi, host, progress} = adapters;
  // The member speaks no TLS, whatever its cluster does.
  const plain = etcdApi.as({client: nobody, peer: nobody});
  const asUser = {...adapters, etcdApi: user === undefined ? plain : plain.asUser(user)};
  return onFreePorts(adapters, {purpose: 'the drill'}, async ports => {
    const launch = drillLaunch(place, ports);
    const url = `http://127.0.0.1:${ports[0]}`;
    progress.update('Starting a member on the restored data');
    const startedAt = clock.monotonicMs();
    const running = await host.start(launch);
    try {
      const revision = await untilItServes(asUser, url, {launch, running});
      const startedMs = Math.round(clock.monotonicMs() - startedAt);
      progress.update('Asking the restored member for its keys and its hash');
      return {
        ...(revision === undefined ? {} : {revision}),
        startedMs,
        ...(await ask(adapters, {url, atRevision, user})),
      };
    } finally {
      await host.stop(launch, running, GRACE_MS);
    }
  });
}
