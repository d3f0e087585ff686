import type {ProcessIdentity} from '../process/identity.js';

/** Everything needed to start the process of a node and to recognise it later. Paths are absolute. */
export interface NodeLaunch {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Working directory: the folder of the spec. */
  readonly folder: string;
  /** Undefined for processes that read none (gateway, gRPC proxy). */
  readonly configFile?: string;
  readonly dataDir: string;
  /** Where it is not inside the data directory. */
  readonly walDir?: string;
  readonly logFile: string;
  readonly pidFile: string;
  /** Where the config file is copied to that the process reads. */
  readonly startedFile: string;
  /** What it is started for, to be read from the running process later: a step of a run. */
  readonly startedFor?: string;
}

export interface RunningNode {
  readonly identity: ProcessIdentity;
  /** `other`: it runs our configuration, but honcho, systemd or a person started it. */
  readonly managedBy: 'etcdops' | 'other';
}

export type StopOutcome = 'terminated' | 'killed';

/** One machine: its processes, ports and addresses. `local` now; the same over SSH is to come. */
export interface Host {
  /** The process of each node, in the order given; undefined where none runs. One look at the process table for all. */
  find(launches: readonly NodeLaunch[]): Promise<(RunningNode | undefined)[]>;
  /** Starts a node detached, with its output in its log file and a pid file written. Does not wait for more. */
  start(launch: NodeLaunch): Promise<RunningNode>;
  /** TERM, then KILL after the grace period; resolves when the process is gone. */
  stop(launch: NodeLaunch, running: RunningNode, graceMs: number): Promise<StopOutcome>;
  isRunning(running: RunningNode): boolean;
  /** The `startedFor` of its launch; undefined where it had none, or where the machine does not tell. */
  startedFor(running: RunningNode): string | undefined;
  /** The words with which it was started, the program first; empty where the machine does not tell. */
  commandLine(running: RunningNode): readonly string[];
  /** Why a server could not listen there (`EADDRINUSE`, `EADDRNOTAVAIL`, …), or undefined where it could. */
  listenProblem(address: string, port: number): Promise<string | undefined>;
  /** Whether somebody accepts a connection there. Unlike the question above it never holds the port itself. */
  isListening(address: string, port: number): Promise<boolean>;
  /** What the machine calls itself. */
  machineName(): string;
  /** The IP addresses of this machine and its host name. */
  ownAddresses(): readonly string[];
}
