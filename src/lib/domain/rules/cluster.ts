import type {CertificateFacts} from '../pki/certificate.js';
import type {TlsFileFact} from '../pki/tls-file.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf, peerUrlsOf, valueOf} from '../process/values.js';

/** What this machine says of a file or folder that a process names. */
export interface FileFact {
  readonly kind: 'file' | 'folder' | 'other' | 'absent';
  /** Permission bits of what is there. */
  readonly mode?: number;
  /** It cannot be there: a part of its path is a file. */
  readonly isBelowFile?: true;
}

/** The data directory of a process on this machine, and what it holds. */
export interface DataDirFact extends Partial<FileFact> {
  /** Without links, so that one folder has one path. */
  readonly path?: string;
  readonly hasMember: boolean;
  readonly hasProxy: boolean;
  /** A write-ahead log where the process looks for it: in `wal-dir`, else in the data directory. */
  readonly hasWal: boolean;
  readonly hasDb: boolean;
  /** The log does not go back to its beginning: without the database it is of no use. */
  readonly hasSnapshot?: true;
  /** From the write-ahead log; hex without leading zeros. Missing where it cannot be read. */
  readonly clusterId?: string;
  readonly memberId?: string;
  /** With a `wal-dir`: the data directory has a write-ahead log too, which the process does not look at. */
  readonly hasPassedOverWal?: true;
  /** Of a `wal-dir`: etcd cannot make it, since a part of its path is a file. */
  readonly isWalBelowFile?: true;
  /** Of a `wal-dir` without a log: something else that stands there, by its name. */
  readonly inPlaceOfWal?: string;
}

/** What was looked up on this machine. A path that is not here, or not of this machine, has no fact. */
export interface MachineFacts {
  /** What its clock says. */
  readonly now: Date;
  readonly file: (process: EtcdProcess, path: string) => FileFact | undefined;
  /** What is in a file that a process opens for TLS. */
  readonly tlsFile: (process: EtcdProcess, path: string) => TlsFileFact | undefined;
  /** Whether one certificate has signed another; both are of files for TLS. */
  readonly isIssuedBy: (certificate: CertificateFacts, issuer: CertificateFacts) => boolean;
  readonly dataDir: (process: EtcdProcess) => DataDirFact | undefined;
  /** Of the cluster that etcdops made in this folder, and that was healthy; hex. */
  readonly ownClusterId?: string;
}

/** Of a machine of which nothing is known. */
export const NO_FACTS: MachineFacts = {
  now: new Date(0),
  file: () => undefined,
  tlsFile: () => undefined,
  isIssuedBy: () => false,
  dataDir: () => undefined,
};

/** All processes of the inputs, taken for one cluster. */
export interface Cluster {
  readonly processes: readonly EtcdProcess[];
  /**
   * One process for each node. A node may stand in several forms (its config file, its unit, its service in a compose
   * file): those are compared with nobody.
   */
  readonly nodes: readonly EtcdProcess[];
  /** Those of `nodes` that are members. */
  readonly members: readonly EtcdProcess[];
  readonly facts: MachineFacts;
}

function isNamed({role}: EtcdProcess): boolean {
  return role === 'member' || role === 'v2-proxy';
}

/**
 * What makes two starts the same node: name and peer URLs of a member; of a gateway or gRPC proxy, which have no name of
 * their own, where it listens.
 */
export function identityOf(process: EtcdProcess): string {
  const {role} = process;
  const own = isNamed(process) ? nameOf(process) : valueOf(process, 'listen-addr');
  return JSON.stringify([role, own, [...peerUrlsOf(process)].sort()]);
}

/** Whether a script starts either the one or the other. */
function areAlternatives({launch: first}: EtcdProcess, {launch: second}: EtcdProcess): boolean {
  if (first.place.file !== second.place.file) return false;
  const armOf = new Map(first.branches?.map(({fork, arm}) => [fork, arm]));
  const isForked = second.branches?.some(({fork, arm}) => (armOf.get(fork) ?? arm) !== arm);
  return first.isLast === true || isForked === true;
}

/** A script has two or three. */
const MOST_ALTERNATIVES = 30;

/** Those that a script may start in the stead of one another, under one name, are one node. */
class Alternatives {
  readonly #byName = new Map<string, EtcdProcess[]>();

  /** Whether the process is another form of one that came before. */
  take(process: EtcdProcess): boolean {
    const {launch, role} = process;
    if (launch.branches === undefined && launch.input !== 'shell' && launch.input !== 'docker') return false;
    const key = JSON.stringify([launch.place.file, role, isNamed(process) ? nameOf(process) : '']);
    const same = this.#byName.get(key) ?? [];
    if (same.some(earlier => areAlternatives(earlier, process))) return true;
    if (same.length < MOST_ALTERNATIVES) this.#byName.set(key, [...same, process]);
    return false;
  }
}

/**
 * The processes as a cluster. The same node in inputs of different kinds is one node in several forms; twice in inputs
 * of one kind it is a slip, and both stay.
 */
export function clusterOf(processes: readonly EtcdProcess[], facts: MachineFacts = NO_FACTS): Cluster {
  const kindOf = new Map<string, string>();
  const alternatives = new Alternatives();
  const nodes = processes.filter(process => {
    if (process.role === 'etcdctl' || alternatives.take(process)) return false;
    const identity = identityOf(process);
    const kind = kindOf.get(identity);
    if (kind === undefined) kindOf.set(identity, process.input);
    return kind === undefined || kind === process.input;
  });
  return {processes, nodes, members: nodes.filter(({role}) => role === 'member'), facts};
}
