import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {NodeLaunch} from '../../adapters/host/host.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {DISCOVERY_DIR} from '../../domain/layout/layout.js';
import {errorMessage, OpsError} from '../../errors/ops-error.js';
import {tlsFailureOf} from '../pki/tls-reason.js';
import {explainExit} from '../explain-exit.js';

/** A discovery service of etcdops's own: one etcd, which nobody uses for anything else. */
export interface OwnService {
  /** Below it the service has its folder. */
  readonly folder: string;
  readonly binDir: string;
  /** Full version of that etcd. */
  readonly version: string;
  /** Where it listens, and what it calls itself: `http://127.0.0.1:2409`. */
  readonly url: string;
  readonly listenUrl: string;
  /** A port for peers, which it does not have. */
  readonly peerPort: number;
  /** Further flags: its certificates. */
  readonly flags?: readonly string[];
}

/** What it is called in messages and in the mark of its process; no node may have a space in its name. */
const OWN_SERVICE_NAME = 'discovery service';

/** How the service is recognised, wherever it listens. */
export function ownServiceLaunch(service: Pick<OwnService, 'folder'> & Partial<OwnService>): NodeLaunch {
  const {folder, binDir = '', version = '', url = '', listenUrl = url, peerPort = 0, flags = []} = service;
  const dir = join(folder, DISCOVERY_DIR);
  const dataDir = join(dir, 'data');
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  return {
    name: OWN_SERVICE_NAME,
    program: join(binDir, 'etcd'),
    args: [
      '--name=discovery',
      `--data-dir=${dataDir}`,
      `--listen-client-urls=${listenUrl}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=discovery=${peerUrl}`,
      ...(version !== '' && has(version, 'enableV2') ? ['--enable-v2=true'] : []),
      ...flags,
    ],
    folder,
    // Nothing is there: by it the process is known from a gateway.
    configFile: join(dir, 'none.yaml'),
    dataDir,
    logFile: join(dir, 'etcd.log'),
    pidFile: join(dir, 'pid.json'),
    startedFile: join(dir, 'started.yaml'),
  };
}

type Waiter = Pick<Adapters, 'clock' | 'files' | 'host' | 'progress' | 'signal'>;

const OUR_FILES = ['show a certificate that --trusted-ca-file has signed: --cert FILE --key FILE'];
const THEIR_FILES = [
  'name the CA of --cert-file: --cacert FILE (for v2: SSL_CERT_FILE=FILE before the command)',
  'the certificate must name the address that is asked: another one is told by --host',
];
const START_MS = 30_000;
const POLL_MS = 50;

/** What no waiting mends: who is not let in, or does not believe the certificate. */
function throwLasting(failure: unknown): void {
  if (!(failure instanceof OpsError)) return;
  if (failure.code === 'E_NO_ACCESS' || failure.code === 'E_CERT_INVALID') throw failure;
  if (/ENOTFOUND/.test(failure.message)) throw failure;
  const tls = tlsFailureOf(failure.cause ?? failure);
  if (tls === undefined) return;
  throw new OpsError('E_UNREACHABLE', `the discovery service cannot be asked: ${tls.why}`, {
    cause: failure,
    hints: tls.side === 'ours' ? OUR_FILES : THEIR_FILES,
  });
}

/** Waits until the service answers a first question. Throws E_NODE_FAILED with etcd's reason where it ends. */
export async function untilServiceAnswers(
  waiter: Waiter,
  launch: NodeLaunch,
  ask: () => Promise<unknown>,
): Promise<void> {
  const {clock, host, progress, signal} = waiter;
  const deadline = clock.monotonicMs() + START_MS;
  for (;;) {
    const failure = await ask().then(
      () => undefined,
      (error: unknown) => error,
    );
    signal.throwIfAborted();
    const [running] = await host.find([launch]);
    // Where somebody else took the port before etcd did, it is they who have answered.
    if (running === undefined) {
      const message = `the discovery service has ended: ${await explainExit(waiter, launch)}`;
      throw new OpsError('E_NODE_FAILED', message, {hints: [`its log: ${launch.logFile}`]});
    }
    if (failure === undefined) return;
    throwLasting(failure);
    if (clock.monotonicMs() > deadline) {
      const message = `the discovery service does not answer: ${errorMessage(failure)}`;
      throw new OpsError('E_UNHEALTHY', message, {hints: [`its log: ${launch.logFile}`]});
    }
    progress.update('waiting for the discovery service');
    await clock.sleep(POLL_MS, signal);
  }
}
