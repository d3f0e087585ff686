import {connect, createServer} from 'node:net';
import {hostname, networkInterfaces} from 'node:os';
import {basename, dirname, join, relative, resolve} from 'node:path';

import {flagValues} from '../../domain/process/flag-values.js';
import {OpsError, systemErrorCode} from '../../errors/ops-error.js';
import type {Clock} from '../clock/clock.js';
import type {Files} from '../files/files.js';
import {spawnDaemon} from '../process/daemon.js';
import {identityOf, isSameProcess, type ProcessIdentity} from '../process/identity.js';
import {argumentsOf, listProcesses, variableOf, type ListedProcess} from '../process/process-table.js';
import type {Host, NodeLaunch, RunningNode} from './host.js';

/** In the environment of each etcd that etcdops starts: what tells ours from one that honcho started. */
const MARK = 'ETCDOPS_NODE';
/** Beside it: the step of a run that started it. */
const STARTED_FOR = 'ETCDOPS_STARTED_FOR';
const POLL_MS = 20;
/** After KILL a process goes at once, unless the kernel holds it in a disk write. */
const KILL_WAIT_MS = 10_000;

/** To a port of this very machine. */
const CONNECT_MS = 1000;

/** Nobody can connect to "every address", but to one of them. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

function markOf(launch: NodeLaunch): string {
  return `${launch.folder}#${launch.name}`;
}

/** The first one is enough to know a process by. */
function flagValue(argv: readonly string[], name: string): string | undefined {
  return flagValues(argv, name)[0];
}

function belongsTo(launch: NodeLaunch, {argv, cwd, variables}: ListedProcess): boolean {
  if (variables[MARK] === markOf(launch)) return true;
  // A gateway or gRPC proxy has no files; what it listens on is its own.
  if (launch.configFile === undefined) {
    return (
      argv[1] === launch.args[0] && flagValue(argv, 'listen-addr') === flagValue(launch.args, 'listen-addr')
    );
  }
  const from = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(cwd ?? '/', path);
  const configFile = from(flagValue(argv, 'config-file') ?? variables['ETCD_CONFIG_FILE']);
  if (configFile !== undefined) return configFile === launch.configFile;
  return from(flagValue(argv, 'data-dir') ?? variables['ETCD_DATA_DIR']) === launch.dataDir;
}

function notOurs({name}: NodeLaunch, pid: number, cause: unknown): OpsError {
  return new OpsError('E_NO_ACCESS', `${name} (pid ${pid}) belongs to another user and cannot be stopped`, {
    cause,
    hints: [`ps -o user= -p ${pid} tells whose it is; run the same command as that user, or with sudo`],
  });
}

function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<ProcessIdentity>;
    const {pid, startTime, bootId} = value;
    return typeof pid === 'number' && typeof startTime === 'string' && typeof bootId === 'string'
      ? {pid, startTime, bootId}
      : undefined;
  } catch {
    // A pid file that cannot be read says nothing; the process table still does.
    return undefined;
  }
}

/**
 * The config file may be another one by the time somebody asks what the process runs with. Before the start: killed
 * after it, nothing runs with what is not kept.
 */
async function keepStarted(files: Files, {configFile, startedFile}: NodeLaunch): Promise<void> {
  const text = configFile === undefined ? undefined : await files.readText(configFile);
  if (text === undefined) return;
  await files.ensureDir(dirname(startedFile), 0o700);
  await files.writeAtomic(startedFile, text, {mode: 0o600, durable: false});
}

export interface LocalHostOptions {
  readonly files: Files;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string>>;
}

export function createLocalHost({files, clock, env}: LocalHostOptions): Host {
  /** What etcd inherits: nothing that would configure it behind the config file's back, and no passphrase of ours. */
  function childEnvironment(launch: NodeLaunch): Record<string, string> {
    const kept = Object.entries(env).filter(([name]) => !/^ETCD(CTL|OPS)?_/.test(name));
    const {startedFor} = launch;
    return {
      ...Object.fromEntries(kept),
      [MARK]: markOf(launch),
      ...(startedFor === undefined ? {} : {[STARTED_FOR]: startedFor}),
    };
  }

  let ownAddresses: readonly string[] | undefined;

  /** A folder that was copied has the pid files of the other one, whose processes they are still. */
  async function isOfAnotherFolder(launch: NodeLaunch, {pid}: ProcessIdentity): Promise<boolean> {
    const mark = variableOf(pid, MARK);
    if (mark === undefined || mark === markOf(launch)) return false;
    const folder = mark.slice(0, mark.lastIndexOf('#'));
    const pidFile = join(folder, relative(launch.folder, launch.pidFile));
    return parseIdentity(await files.readText(pidFile, 4096))?.pid === pid;
  }

  async function recorded(launch: NodeLaunch): Promise<RunningNode | undefined> {
    const identity = parseIdentity(await files.readText(launch.pidFile, 4096));
    if (identity === undefined || !isSameProcess(identity)) return undefined;
    return (await isOfAnotherFolder(launch, identity)) ? undefined : {identity, managedBy: 'etcdops'};
  }

  async function waitUntilGone(running: RunningNode, durationMs: number): Promise<boolean> {
    const deadline = clock.monotonicMs() + durationMs;
    while (isSameProcess(running.identity)) {
      if (clock.monotonicMs() > deadline) return false;
      await clock.sleep(POLL_MS);
    }
    return true;
  }

  return {
    async find(launches) {
      const known = await Promise.all(launches.map(recorded));
      if (known.every(node => node !== undefined)) return known;
      const processes = listProcesses(argv => basename(argv[0] ?? '') === 'etcd');
      return launches.map((launch, index) => {
        if (known[index] !== undefined) return known[index];
        const process = processes.find(candidate => belongsTo(launch, candidate));
        if (process === undefined) return undefined;
        const managedBy = process.variables[MARK] === markOf(launch) ? 'etcdops' : 'other';
        return {identity: identityOf(process.pid), managedBy};
      });
    },

    async start(launch) {
      await keepStarted(files, launch);
      const {pid} = await spawnDaemon({
        file: launch.program,
        args: launch.args,
        cwd: launch.folder,
        env: childEnvironment(launch),
        logFile: launch.logFile,
      });
      const identity = identityOf(pid);
      await files.writeAtomic(launch.pidFile, `${JSON.stringify(identity)}\n`, {durable: false});
      return {identity, managedBy: 'etcdops'};
    },

    async stop(launch, running, graceMs) {
      const send = (signal: NodeJS.Signals): void => {
        try {
          process.kill(running.identity.pid, signal);
        } catch (error) {
          if (systemErrorCode(error) === 'ESRCH') return;
          throw notOurs(launch, running.identity.pid, error);
        }
      };
      if (isSameProcess(running.identity)) send('SIGTERM');
      if (await waitUntilGone(running, graceMs)) return 'terminated';
      send('SIGKILL');
      if (await waitUntilGone(running, KILL_WAIT_MS)) return 'killed';
      throw new OpsError(
        'E_TOOL_FAILED',
        `${launch.name} (pid ${running.identity.pid}) does not end, not even by KILL`,
        {
          hints: [`look at its state: ps -o pid,stat,wchan -p ${running.identity.pid}`],
        },
      );
    },

    isRunning: running => isSameProcess(running.identity),

    startedFor: ({identity}) => variableOf(identity.pid, STARTED_FOR),

    commandLine: ({identity}) => argumentsOf(identity.pid),

    listenProblem: (address, port) =>
      new Promise(done => {
        const server = createServer();
        server.once('error', error => done(systemErrorCode(error) ?? error.message));
        server.listen({host: address, port, exclusive: true}, () => server.close(() => done(undefined)));
      }),

    isListening: (address, port) =>
      new Promise(done => {
        const socket = connect({host: reachable(address), port});
        const end = (answer: boolean): void => {
          socket.destroy();
          done(answer);
        };
        socket.once('connect', () => end(true));
        socket.once('error', () => end(false));
        socket.setTimeout(CONNECT_MS, () => end(false));
      }),

    machineName: hostname,

    ownAddresses: () =>
      (ownAddresses ??= [
        ...Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({address}) => address)),
        hostname(),
      ]),
  };
}
