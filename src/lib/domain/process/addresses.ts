import type {Place} from '../inputs/place.js';
import {isBad, readEtcdUrl, type EtcdUrl, type ReadUrl} from './etcd-url.js';
import type {Assignment, EtcdProcess} from './etcd-process.js';
import {placeOfPart} from './part-place.js';
import {defaultValueOf, givenOf} from './values.js';

export const LISTEN_SETTINGS = [
  'listen-peer-urls',
  'listen-client-urls',
  'listen-client-http-urls',
  'listen-metrics-urls',
] as const;
export const ADVERTISE_SETTINGS = ['initial-advertise-peer-urls', 'advertise-client-urls'] as const;

export type ListenSetting = (typeof LISTEN_SETTINGS)[number];
export type AdvertiseSetting = (typeof ADVERTISE_SETTINGS)[number];
export type UrlSetting = ListenSetting | AdvertiseSetting;

/** Where a member listens for what it advertises. */
export const LISTENER_OF: Readonly<Record<AdvertiseSetting, ListenSetting>> = {
  'initial-advertise-peer-urls': 'listen-peer-urls',
  'advertise-client-urls': 'listen-client-urls',
};

/** One URL of a list as it is written. */
export interface WrittenUrl {
  readonly url: ReadUrl;
  readonly place: Place;
}

/** What a setting that takes URLs comes to. */
export interface UrlList {
  readonly setting: UrlSetting;
  /** Missing where etcd uses its default. */
  readonly given?: Assignment;
  readonly written: readonly WrittenUrl[];
  /** Those that etcd can read; the default where nothing is written. */
  readonly urls: readonly EtcdUrl[];
  /** `urls` is all there is: nothing that etcd cannot read, that only the machine knows, or that etcd asks it for. */
  readonly isKnown: boolean;
}

export type Addresses = Readonly<Record<UrlSetting, UrlList>>;

/** More than any member has. */
const MOST_URLS = 100;

/** The URLs of a list as they stand in it. */
export function writtenUrls(given: Assignment, version: string): WrittenUrl[] {
  let offset = 0;
  return given.value.split(',', MOST_URLS).map(part => {
    const url = readEtcdUrl(part, version);
    const start = offset + (part.length - part.trimStart().length);
    offset += part.length + 1;
    return {url, place: placeOfPart(given, start, url.text.length)};
  });
}

function readable(urls: readonly ReadUrl[]): EtcdUrl[] {
  return urls.filter((url): url is EtcdUrl => !isBad(url));
}

function listOf(process: EtcdProcess, setting: UrlSetting): UrlList {
  const given = givenOf(process, setting);
  if (given?.unresolved) return {setting, given, written: [], urls: [], isKnown: false};
  // An empty value keeps the default, as a flag and in a file alike.
  if (given === undefined || given.value === '') {
    const standard = defaultValueOf(process, setting);
    const urls = standard === undefined ? [] : readable([readEtcdUrl(standard, process.version)]);
    return {setting, written: [], urls, isKnown: true};
  }
  const written = writtenUrls(given, process.version);
  const urls = readable(written.map(({url}) => url));
  const isKnown = urls.length === written.length && written.length < MOST_URLS;
  return {setting, given, written, urls, isKnown};
}

/**
 * Behind a listener on 0.0.0.0 etcd advertises not its default but the address that the machine's default route has.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go (UpdateDefaultClusterFromName)
 */
function askedOfMachine(advertise: UrlList, listen: UrlList): UrlList {
  if (advertise.given !== undefined) return advertise;
  const [first] = listen.urls
    .map(({text, host}) => ({text, host}))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
  const isAsked = !listen.isKnown || first?.host === '0.0.0.0';
  return isAsked ? {...advertise, urls: [], isKnown: false} : advertise;
}

function readAddresses(process: EtcdProcess): Addresses {
  const listen = (setting: ListenSetting): UrlList => listOf(process, setting);
  const lists = {
    'listen-peer-urls': listen('listen-peer-urls'),
    'listen-client-urls': listen('listen-client-urls'),
    'listen-client-http-urls': listen('listen-client-http-urls'),
    'listen-metrics-urls': listen('listen-metrics-urls'),
  };
  const advertise = (setting: AdvertiseSetting): UrlList =>
    askedOfMachine(listOf(process, setting), lists[LISTENER_OF[setting]]);
  return {
    ...lists,
    'initial-advertise-peer-urls': advertise('initial-advertise-peer-urls'),
    'advertise-client-urls': advertise('advertise-client-urls'),
  };
}

const READ = new WeakMap<EtcdProcess, Addresses>();

/** The URLs of a member or v2 proxy; read once, however many rules ask. */
export function addressesOf(process: EtcdProcess): Addresses {
  const known = READ.get(process);
  if (known !== undefined) return known;
  const addresses = readAddresses(process);
  READ.set(process, addresses);
  return addresses;
}
