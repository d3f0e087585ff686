import type {FileFact} from '../domain/rules/cluster.js';
import type {Clock} from './clock/clock.js';
import type {Dns} from './dns/dns.js';
import type {V2Discovery} from './discovery/v2-discovery.js';
import type {EtcdApi} from './etcd-api/etcd-api.js';
import type {EtcdData} from './etcd-data/etcd-data.js';
import type {EtcdBinaries} from './etcd-server/etcd-binaries.js';
import type {EtcdSources} from './etcd-sources/source.js';
import type {Files} from './files/files.js';
import type {InputFiles} from './files/input-files.js';
import type {Lock, LockHolder} from './files/lock.js';
import type {Forge} from './forge/forge.js';
import type {Host} from './host/host.js';
import type {WireProbe} from './net/wire-probe.js';
import type {Runner} from './process/runner.js';
import type {Random} from './random/random.js';
import type {SnapshotFiles} from './snapshot-files/snapshot-files.js';
import type {Templates} from './templates/templates.js';
import type {TlsProber} from './tls/tls-probe.js';
import type {Yaml} from './yaml/yaml.js';

export interface RunProgressStep {
  readonly id: string;
  readonly title: string;
}

/** Tells of the steps of a run. What is updated meanwhile is what they wait for. */
export interface RunProgress {
  started(step: RunProgressStep): void;
  ended(step: RunProgressStep, outcome: 'done' | 'skipped' | 'failed'): void;
  /** Resolves once all is told, so that what is written next stands below it. */
  close(): Promise<void>;
}

/** How a long piece of work tells what it is doing. Nothing of it goes to stdout. */
export interface Progress {
  /** Replaces the current line: what is being waited for. */
  update(text: string): void;
  /** A line that stays: something is done. */
  note(text: string): void;
  warn(text: string): void;
  /** One run at a time. */
  run(steps: readonly RunProgressStep[]): RunProgress;
}

/**
 * Everything outside of etcdops that a query or a workflow may touch. Made once in `cli/services.ts`; what is heavy
 * to load is behind a function.
 */
export interface Adapters {
  /** The working directory, absolute. */
  readonly cwd: string;
  /** The environment of etcdops itself. */
  readonly env: Readonly<Record<string, string>>;
  /** Fires when the user interrupts or the deadline passes. */
  readonly signal: AbortSignal;
  /** Whether the user gave that deadline: it decides how long anything may take. */
  readonly hasDeadline: boolean;
  readonly files: Files;
  /** Files that are not ours, to be judged. */
  readonly inputFiles: InputFiles;
  readonly snapshotFiles: SnapshotFiles;
  readonly factOfFile: (path: string) => Promise<FileFact | undefined>;
  /** Takes a lock file that names the command holding it. Throws E_LOCKED. */
  readonly acquireLock: (path: string, command: string) => Promise<Lock>;
  /** Notes in a lock file that this process holds which run it works on; any other is left alone. */
  readonly nameRun: (path: string, run: string) => Promise<void>;
  /** Undefined where nobody holds it. */
  readonly lockHolder: (path: string) => Promise<LockHolder | undefined>;
  readonly runner: Runner;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: Host;
  readonly binaries: EtcdBinaries;
  readonly etcdApi: EtcdApi;
  readonly etcdData: EtcdData;
  readonly v2Discovery: () => Promise<V2Discovery>;
  readonly etcdSources: () => Promise<EtcdSources>;
  readonly forge: () => Promise<Forge>;
  readonly tlsProber: () => Promise<TlsProber>;
  readonly probeWire: WireProbe;
  readonly dns: () => Promise<Dns>;
  readonly progress: Progress;
  readonly yaml: () => Promise<Yaml>;
  readonly templates: () => Promise<Templates>;
  /** Folder of the installed package: templates and schema. */
  readonly packageDir: string;
}
