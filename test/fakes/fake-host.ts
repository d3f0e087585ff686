import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {Host, NodeLaunch, RunningNode} from '../../src/lib/adapters/host/host.js';

/** Its process reads no config file: there is none. */
export const SERVICE_NAME = 'discovery service';

interface FakeProcess {
  readonly running: RunningNode;
  readonly launch: NodeLaunch;
}

export interface FakeStart {
  /** It has run for long. */
  readonly isOld: boolean;
  /** Of one that has run for long: the others have it as a learner. */
  readonly isLearner: boolean;
}

export interface FakeHost extends Host {
  /** `start infra0`, `stop infra0`, in the order in which they happened. */
  readonly events: string[];
  /** Ports that something else listens on. */
  readonly takenPorts: Set<number>;
  /** Names of nodes whose process ends right after its start, with its last words. */
  readonly doomed: Map<string, string>;
  /** Names of nodes that do not end on TERM. */
  readonly stubborn: Set<string>;
  /** Names of members that look for the others, and have no data before they have found them. */
  readonly waits: Set<string>;
  runs(name: string): boolean;
  /** Called before each start. */
  beforeStart: ((launch: NodeLaunch) => void) | undefined;
  /** Tells of each process that comes; the last words of one that ends right away. */
  onStart: ((launch: NodeLaunch, how: FakeStart) => string | undefined) | undefined;
  /** Tells of each process that has come or gone. */
  onChange: ((what: string) => void) | undefined;
  /** Makes a node run without a call of `start`, as if it had for long. */
  begin(launch: NodeLaunch, how?: Partial<Pick<FakeStart, 'isLearner'> & RunningNode>): void;
  /** Ends a node as it ends by itself. */
  end(name: string, lastWords: string): void;
  /** Ends a node as `kill -9` does. */
  kill(name: string): void;
}

/** What a first start leaves on disk; only members keep a log. */
function writeData({dataDir, walDir = join(dataDir, 'member', 'wal'), args, configFile}: NodeLaunch): void {
  if (args[0] === 'gateway') return;
  const isV2Proxy = configFile !== undefined && /^proxy:/m.test(readFileSync(configFile, 'utf8'));
  if (isV2Proxy || configFile === undefined) return void mkdirSync(join(dataDir, 'proxy'), {recursive: true});
  for (const dir of [join(dataDir, 'member'), walDir]) mkdirSync(dir, {recursive: true});
  const log = join(walDir, '0000000000000000-0000000000000000.wal');
  if (!existsSync(log)) writeFileSync(log, '');
}

/** What its process reads. */
function asRead(launch: NodeLaunch): NodeLaunch {
  const {configFile: _, ...bare} = launch;
  return launch.name === SERVICE_NAME ? bare : launch;
}

/** A member or v2 proxy is told of its ports by its config file, a gateway or gRPC proxy by its arguments. */
function listensOn({configFile, args}: NodeLaunch, port: number): boolean {
  const told = configFile === undefined ? args.join('\n') : readFileSync(configFile, 'utf8');
  return new RegExp(`(listen|metrics-addr).*:${port}\\b`).test(told);
}

/**
 * One machine in memory; only data directories and logs are real. What etcdops must never do throws: to start what
 * runs or what has no config file, to stop what does not run or what something else started.
 */
export function createFakeHost(ownAddresses: readonly string[] = ['127.0.0.1']): FakeHost {
  const processes = new Map<string, FakeProcess>();
  const events: string[] = [];
  let nextPid = 1000;
  const doomed = new Map<string, string>();
  const stubborn = new Set<string>();
  const waits = new Set<string>();
  const takenPorts = new Set<number>();

  function writeLog({logFile}: NodeLaunch, lastWords: string): void {
    mkdirSync(join(logFile, '..'), {recursive: true});
    writeFileSync(logFile, `${lastWords}\n`);
  }

  function add(given: NodeLaunch, managedBy: RunningNode['managedBy'], how: FakeStart): RunningNode {
    const launch = asRead(given);
    const refused = doomed.has(launch.name) ? undefined : host.onStart?.(launch, how);
    if (refused === undefined && !waits.has(launch.name)) writeData(launch);
    const lastWords = doomed.get(launch.name) ?? refused;
    const identity = {pid: nextPid++, startTime: String(nextPid), bootId: 'boot'};
    const running: RunningNode = {identity, managedBy};
    if (managedBy === 'etcdops') {
      mkdirSync(join(launch.pidFile, '..'), {recursive: true});
      writeFileSync(launch.pidFile, `${JSON.stringify(identity)}\n`);
    }
    if (lastWords === undefined) processes.set(launch.name, {running, launch});
    else writeLog(launch, lastWords);
    host.onChange?.(`start ${launch.name}`);
    return running;
  }

  function ofPid({identity}: RunningNode): FakeProcess | undefined {
    return [...processes.values()].find(({running}) => running.identity.pid === identity.pid);
  }

  const host: FakeHost = {
    beforeStart: undefined,
    onStart: undefined,
    onChange: undefined,
    events,
    takenPorts,
    doomed,
    stubborn,
    waits,
    runs: name => processes.has(name),
    begin: (launch, {managedBy = 'etcdops', isLearner = false} = {}) =>
      void add(launch, managedBy, {isOld: true, isLearner}),
    kill(name) {
      if (processes.delete(name)) host.onChange?.(`kill ${name}`);
    },
    end(name, lastWords) {
      writeLog(processes.get(name)!.launch, lastWords);
      host.kill(name);
    },
    find: async launches => launches.map(({name}) => processes.get(name)?.running),
    async start(launch) {
      host.beforeStart?.(launch);
      events.push(`start ${launch.name}`);
      if (processes.has(launch.name)) throw new Error(`${launch.name} runs already`);
      const {configFile} = asRead(launch);
      if (configFile !== undefined && !existsSync(configFile))
        throw new Error(`${launch.name} is started without its config file`);
      return add(launch, 'etcdops', {isOld: false, isLearner: false});
    },
    async stop({name}, running) {
      events.push(`stop ${name}`);
      const other = processes.get(name);
      if (other !== undefined && ofPid(running) !== other) throw new Error(`${name} runs with another pid`);
      if (running.managedBy === 'other') throw new Error(`${name} is not etcdops's to stop`);
      processes.delete(name);
      host.onChange?.(`stop ${name}`);
      return stubborn.has(name) ? 'killed' : 'terminated';
    },
    isRunning: running => ofPid(running) !== undefined,
    isListening: async (_address, port) =>
      takenPorts.has(port) || [...processes.values()].some(({launch}) => listensOn(launch, port)),
    startedFor: running => ofPid(running)?.launch.startedFor,
    commandLine(running) {
      const launch = ofPid(running)?.launch;
      return launch === undefined ? [] : [launch.program, ...launch.args];
    },
    listenProblem: async (_, port) => (takenPorts.has(port) ? 'EADDRINUSE' : undefined),
    machineName: () => 'here',
    ownAddresses: () => ownAddresses,
  };
  return host;
}
