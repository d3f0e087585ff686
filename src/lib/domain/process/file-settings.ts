import {defaultOf, findSetting} from '../etcd-settings/lookup.js';
import type {ListenSetting} from './addresses.js';
import {isBindable} from './bindable.js';
import {isBad, isSocket, readEtcdUrl, type EtcdUrl, type ReadUrl} from './etcd-url.js';
import {canonicalHost, hostKindOf} from './host-kind.js';

/** What etcd makes of a config file: settings by the names of their flags, each as its flag has it. */
export type FileSettings = ReadonlyMap<string, string>;

/** Releases differ in the sockets that they take, which are left out, and in none of these defaults. */
const ANY_VERSION = '3.4.0';

/** The URLs of a list that lead over the network. What etcd does not take for a URL is left out. */
export function readUrls(list: string): EtcdUrl[] {
  const urls = list.split(',').map(url => readEtcdUrl(url, ANY_VERSION));
  return urls.filter((url): url is EtcdUrl => !isBad(url) && !isSocket(url));
}

/** What a process is told to listen on by a setting: etcd's own where nothing is written, and an empty value is nothing. */
export function urlTextOf(settings: FileSettings, setting: ListenSetting): string {
  const given = settings.get(setting) ?? '';
  return given === '' ? (defaultOf(findSetting(setting)!, ANY_VERSION) ?? '') : given;
}

function readListeners(settings: FileSettings, setting: ListenSetting, version: string): ReadUrl[] {
  const text = urlTextOf(settings, setting);
  return text === '' ? [] : text.split(',').map(url => readEtcdUrl(url, version));
}

/** The URLs of a setting on which etcd cannot listen, as they are written. With one of them it ends at its start. */
export function unboundOf(settings: FileSettings, setting: ListenSetting, version: string): string[] {
  return readListeners(settings, setting, version)
    .filter(url => isBad(url) || !isBindable(url))
    .map(({text}) => text);
}

/** Where a process listens by a setting, over the network: nowhere where it ends at its start. */
export function listenersOf(settings: FileSettings, setting: ListenSetting, version: string): EtcdUrl[] {
  if (unboundOf(settings, setting, version).length > 0) return [];
  const urls = readListeners(settings, setting, version);
  return urls.filter((url): url is EtcdUrl => !isBad(url) && !isSocket(url));
}

function isSameHost(there: string, asked: string): boolean {
  if (canonicalHost(there) === canonicalHost(asked)) return true;
  const isNamed = [there, asked].some(host => canonicalHost(host) === 'localhost');
  return isNamed && hostKindOf(there) === 'loopback' && hostKindOf(asked) === 'loopback';
}

/** Whether who connects to a URL gets to a listener. Which addresses a name has only a name server could tell. */
export function leadsTo(asked: EtcdUrl, listener: EtcdUrl): boolean {
  if (asked.scheme !== listener.scheme || Number(asked.port) !== Number(listener.port)) return false;
  return (
    hostKindOf(listener.host) === 'unspecified' ||
    hostKindOf(asked.host) === 'name' ||
    isSameHost(listener.host, asked.host)
  );
}
