import {posix} from 'node:path';

import {addressesOf, LISTEN_SETTINGS} from '../process/addresses.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {EtcdUrl} from '../process/etcd-url.js';
import {canonicalHost, hostKindOf} from '../process/host-kind.js';
import {pathOnMachine} from '../process/resolve.js';

/** What decides whether a path is one of this machine. */
export interface Machine {
  /** The working directory, absolute. */
  readonly cwd: string;
  /** The IP addresses of this machine, without loopback, and its host name. */
  readonly ownAddresses: ReadonlySet<string>;
}

export function machineOf(cwd: string, ownAddresses: readonly string[]): Machine {
  return {
    cwd,
    ownAddresses: new Set(ownAddresses.map(canonicalHost).filter(host => hostKindOf(host) !== 'loopback')),
  };
}

function folderOf({launch}: EtcdProcess, {cwd}: Machine): string {
  const {file} = launch.place;
  return file === '-' ? cwd : posix.dirname(posix.resolve(cwd, file));
}

/** Whether a process is one of this machine; a name of a host that is none of its own says nothing. */
export type Locality = 'here' | 'elsewhere' | 'unknown';

/** By its addresses: etcd can listen only on those that its machine has, and peers come to the advertised ones. */
export function localityOf(process: EtcdProcess, {ownAddresses}: Machine): Locality {
  if (process.launch.isHere) return 'here';
  const isServer = process.role === 'member' || process.role === 'v2-proxy';
  if (process.launch.ownNetwork || !isServer) return 'unknown';
  const addresses = addressesOf(process);
  const listen = LISTEN_SETTINGS.flatMap(setting => addresses[setting].urls);
  const advertise = process.role === 'member' ? addresses['initial-advertise-peer-urls'].urls : [];
  const isOwn = ({host}: EtcdUrl): boolean => ownAddresses.has(canonicalHost(host));
  const isForeign = (url: EtcdUrl): boolean => hostKindOf(url.host) === 'address' && !isOwn(url);
  if ([...listen, ...advertise].some(isForeign)) return 'elsewhere';
  // Also on another machine, clients may be served on loopback; peers are not.
  const isHere =
    advertise.some(url => hostKindOf(url.host) === 'loopback' || isOwn(url)) || listen.some(isOwn);
  return isHere ? 'here' : 'unknown';
}

function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder === '/' ? folder : `${folder}/`);
}

/** A variable, a specifier or a home: only the machine on which it runs knows what the path is. */
const UNKNOWN = /[$%`]|^~/;

/** From where paths of a process count. */
interface Bases {
  /** Of the input. */
  readonly folder: string;
  /** Folders from which relative paths may count, the likeliest first. */
  readonly working: readonly string[];
}

function basesOf(process: EtcdProcess, machine: Machine): Bases {
  const folder = folderOf(process, machine);
  const {workingDirectory} = process.launch;
  // Where nothing says so, people start etcd from the folder of the input, or from where they are now.
  const working =
    workingDirectory === undefined
      ? [...new Set([folder, machine.cwd])]
      : [posix.resolve(folder, workingDirectory)];
  return {folder, working};
}

/** Finds the paths of one process on this machine. */
export interface PathFinder {
  readonly locality: Locality;
  /**
   * One list for each folder from which relative paths may count, the likeliest first. A path that is none of this
   * machine is undefined in it.
   */
  readonly find: (paths: readonly string[]) => (string | undefined)[][];
}

export function pathFinder(process: EtcdProcess, machine: Machine): PathFinder {
  const {folder, working} = basesOf(process, machine);
  const locality = localityOf(process, machine);
  const findFrom = (base: string, path: string): string | undefined => {
    const onMachine = pathOnMachine(process.launch, path);
    if (onMachine === undefined || UNKNOWN.test(onMachine)) return undefined;
    // The source of a mount counts from the input, wherever the process runs.
    const here = posix.resolve(onMachine === path ? base : folder, onMachine);
    return locality === 'elsewhere' && !isBelow(folder, here) ? undefined : here;
  };
  return {locality, find: paths => working.map(base => paths.map(path => findFrom(base, path)))};
}
