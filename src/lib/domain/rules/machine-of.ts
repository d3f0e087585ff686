import {posix} from 'node:path';

import {addressesOf, ADVERTISE_SETTINGS, LISTEN_SETTINGS, type UrlSetting} from '../process/addresses.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isBad, isSocket} from '../process/etcd-url.js';
import {splitHostPort} from '../process/go-url.js';
import {machineMarks} from '../process/machine-marks.js';
import {machineFolderOf, pathOnMachine} from '../process/resolve.js';
import {valueOf} from '../process/values.js';
import type {Place} from '../inputs/place.js';
import type {Cluster} from './cluster.js';
import {isWhole, placeOf, isServer} from './judged.js';
import {isSpread} from './members.js';

/** A host and port that a process binds to. */
export interface Binding {
  readonly setting: string;
  readonly host: string;
  readonly port: string;
  readonly place: Place;
  readonly text: string;
}

/** Whoever starts all of its processes at once does so on one machine. */
const STARTS_ALL = new Set(['procfile', 'compose']);

/** A v2 proxy has no peers and no metrics of its own. */
function listenSettings({role}: EtcdProcess): readonly UrlSetting[] {
  return role === 'v2-proxy' ? ['listen-client-urls'] : LISTEN_SETTINGS;
}

function serverBindings(process: EtcdProcess): Binding[] {
  const addresses = addressesOf(process);
  return listenSettings(process).flatMap(setting => {
    const {given, written, urls} = addresses[setting];
    const all = given === undefined ? urls.map(url => ({url, place: process.place})) : written;
    return all.flatMap(({url, place}) =>
      isBad(url) || isSocket(url) ? [] : [{setting, host: url.host, port: url.port, place, text: url.text}],
    );
  });
}

/** A gateway and a gRPC proxy listen on a bare host and port. */
function proxyBindings(process: EtcdProcess): Binding[] {
  const setting = 'listen-addr';
  const given = process.values.get(setting);
  const parts = given?.unresolved ? undefined : splitHostPort(valueOf(process, setting) ?? '');
  if (parts === undefined) return [];
  return [{setting, ...parts, place: placeOf(process, setting), text: `${parts.host}:${parts.port}`}];
}

/** Everything that a process binds to, as far as it is known. */
export function bindingsOf(process: EtcdProcess): Binding[] {
  if (!isWhole(process)) return [];
  return isServer(process) ? serverBindings(process) : proxyBindings(process);
}

function advertisedHosts(process: EtcdProcess): string[] {
  if (process.role !== 'member') return [];
  const addresses = addressesOf(process);
  return ADVERTISE_SETTINGS.flatMap(setting => addresses[setting].urls)
    .filter(url => !isSocket(url))
    .map(({host}) => host);
}

/** What a process says of the machine that it runs on; processes with a mark in common share a machine. */
export function marksOf(process: EtcdProcess, cluster: Cluster): string[] {
  const {launch, input, place} = process;
  return machineMarks({
    listens: bindingsOf(process).map(({host}) => host),
    advertises: advertisedHosts(process),
    ownNetwork: launch.ownNetwork === true,
    isSpread: isSpread(cluster),
    ...(STARTS_ALL.has(input) ? {startedBy: place.file} : {}),
  });
}

/** Where a folder of a process is on its machine; undefined where only its container has it, or nobody knows. */
export function folderOf(process: EtcdProcess, folder: string): string | undefined {
  const {launch, place} = process;
  const path = pathOnMachine(launch, folder);
  if (path === undefined) return undefined;
  const base = machineFolderOf(launch) ?? posix.dirname(place.file);
  return posix.normalize(`${posix.isAbsolute(path) ? path : posix.join(base, path)}/`);
}
