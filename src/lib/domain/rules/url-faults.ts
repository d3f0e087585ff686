import type {Place} from '../inputs/place.js';
import {
  addressesOf,
  ADVERTISE_SETTINGS,
  LISTEN_SETTINGS,
  writtenUrls,
  type WrittenUrl,
} from '../process/addresses.js';
import {bootstrapOf} from '../process/bootstrap.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isBad, type BadUrl} from '../process/etcd-url.js';
import {placeOfPart} from '../process/part-place.js';
import {goQuoted} from '../text/go-quote.js';
import {parsedInVain} from './assignments.js';
import {isServer} from './judged.js';

/** What somebody did who wrote a URL that etcd cannot read. */
export type UrlCause =
  | 'empty'
  | 'quotes'
  | 'whitespace'
  | 'no-scheme'
  | 'bad-scheme'
  | 'ipv6-brackets'
  | 'no-port'
  | 'path'
  | 'syntax';

/** A URL that etcd cannot read, in one of the settings that take some. */
export interface FaultyUrl {
  readonly setting: string;
  readonly url: BadUrl;
  readonly cause: UrlCause;
  readonly place: Place;
  /** etcd ends at the first one of a list, with these words. */
  readonly says?: string;
}

const URL_SETTINGS = [...LISTEN_SETTINGS, ...ADVERTISE_SETTINGS];

const QUOTES = /["'`\u2018-\u201f\u00ab\u00bb]/;
const IPV6_WITH_PORT = /^[\w+.-]+:\/\/[\da-fA-F]*(?::[\da-fA-F]*){2,}(?:\/|$)/;
const KNOWN_START = /^(?:https?:\/\/|unixs?:)/i;

/** In this order: quotes and spaces make the rest look wrong too. */
const CAUSES: readonly {readonly cause: UrlCause; readonly fits: (url: BadUrl) => boolean}[] = [
  {cause: 'empty', fits: ({text}) => text === ''},
  {cause: 'quotes', fits: ({text}) => QUOTES.test(text)},
  {cause: 'whitespace', fits: ({text}) => /\s/.test(text)},
  {cause: 'ipv6-brackets', fits: ({text}) => IPV6_WITH_PORT.test(text)},
  {cause: 'bad-scheme', fits: ({text}) => !KNOWN_START.test(text) && /^[A-Za-z][\w+.-]*:\/\//.test(text)},
  {cause: 'no-scheme', fits: ({text}) => !KNOWN_START.test(text)},
  {cause: 'no-port', fits: ({fault}) => fault === 'host-port'},
  {cause: 'path', fits: ({fault}) => fault === 'path'},
];

/** What most likely went wrong with a URL. */
export function causeOf(url: BadUrl): UrlCause {
  return CAUSES.find(({fits}) => fits(url))?.cause ?? 'syntax';
}

/** etcd's words, which differ with the place of the value. */
function wordsOf({name, written, via, value}: Assignment, says: string): string {
  if (via === 'flag') return `invalid value ${goQuoted(value)} for flag -${name}: ${says}`;
  if (via === 'variable') return `invalid value ${goQuoted(value)} for ${written}: ${says}`;
  // etcd itself mixes these two up.
  const said = name === 'advertise-client-urls' ? 'advertise-peer-urls' : name;
  return `unexpected error setting up ${said}: ${says}`;
}

function faultyIn(setting: string, given: Assignment, written: readonly WrittenUrl[]): FaultyUrl[] {
  return written
    .flatMap(({url, place}) => (isBad(url) ? [{url, place}] : []))
    .map(({url, place}, index) => ({
      setting,
      url,
      cause: causeOf(url),
      place,
      ...(index > 0 || url.says === undefined ? {} : {says: wordsOf(given, url.says)}),
    }));
}

function faultyInSettings(process: EtcdProcess): FaultyUrl[] {
  const addresses = addressesOf(process);
  return URL_SETTINGS.flatMap(setting => {
    const {given, written} = addresses[setting];
    return given === undefined ? [] : faultyIn(setting, given, written);
  });
}

function faultyInVain(process: EtcdProcess): FaultyUrl[] {
  return parsedInVain(process)
    .filter(({name, value}) => URL_SETTINGS.some(setting => setting === name) && value !== '')
    .flatMap(given => faultyIn(given.name, given, writtenUrls(given, process.version)));
}

function faultyInCluster(process: EtcdProcess): FaultyUrl[] {
  const {list, given} = bootstrapOf(process);
  if (list === undefined || given === undefined) return [];
  return list.bad.flatMap(({url, offset, length}) =>
    url === undefined
      ? []
      : [
          {
            setting: 'initial-cluster',
            url,
            cause: causeOf(url),
            place: placeOfPart(given, offset, length),
            ...(url.says === undefined || list.bad.length > 1
              ? {}
              : {says: `error setting up initial cluster: ${url.says}`}),
          },
        ],
  );
}

const FOUND = new WeakMap<EtcdProcess, readonly FaultyUrl[]>();

/** All URLs of a member or v2 proxy that etcd cannot read. */
export function faultyUrls(process: EtcdProcess): readonly FaultyUrl[] {
  if (!isServer(process)) return [];
  const known = FOUND.get(process);
  if (known !== undefined) return known;
  const found = [...faultyInSettings(process), ...faultyInVain(process), ...faultyInCluster(process)];
  FOUND.set(process, found);
  return found;
}
