import type {ListenSetting, UrlSetting} from './addresses.js';
import {isBad, isSocket, readEtcdUrl, type EtcdUrl} from './etcd-url.js';
import {canonicalHost, hostKindOf, isIpAddress} from './host-kind.js';

/** What etcd makes of a config file: settings by the names of their flags, each as its flag has it. */
export type FileSettings = ReadonlyMap<string, string>;

/** As etcd has it where nothing else is said. */
const DEFAULTS: Partial<Record<UrlSetting, string>> = {
  'listen-client-urls': 'http://localhost:2379',
  'listen-peer-urls': 'http://localhost:2380',
};

/** An empty value is none. */
export function urlTextOf(settings: FileSettings, setting: UrlSetting): string {
  const given = settings.get(setting) ?? '';
  return given === '' ? (DEFAULTS[setting] ?? '') : given;
}

/** Releases differ in the sockets that they take, which are left out. */
const ANY_VERSION = '3.4.0';

/** The URLs of a list that lead over the network. What etcd does not take for a URL is left out. */
export function readUrls(list: string): EtcdUrl[] {
  const urls = list.split(',').map(url => readEtcdUrl(url, ANY_VERSION));
  return urls.filter((url): url is EtcdUrl => !isBad(url) && !isSocket(url));
}

/** The URLs of a setting that lead over the network. */
export function urlsOf(settings: FileSettings, setting: UrlSetting): EtcdUrl[] {
  return readUrls(urlTextOf(settings, setting));
}

/** A listener is on an IP address, or on the one name that etcd lets pass, in this spelling alone. */
function isBindable({host}: EtcdUrl): boolean {
  return host === '' || host === 'localhost' || isIpAddress(host);
}

/**
 * Where a process listens by a setting. One URL that etcd does not take, and it ends at its start: it listens nowhere
 * then.
 */
export function listenersOf(settings: FileSettings, setting: ListenSetting, version: string): EtcdUrl[] {
  const urls = urlTextOf(settings, setting)
    .split(',')
    .map(url => readEtcdUrl(url, version));
  const good = urls.filter((url): url is EtcdUrl => !isBad(url));
  const listeners = good.filter(url => !isSocket(url));
  return good.length === urls.length && listeners.every(isBindable) ? listeners : [];
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
