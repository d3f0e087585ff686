import {comparePeerUrls} from '../process/compare-peer-urls.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {EtcdUrl} from '../process/etcd-url.js';
import {placeOfPart} from '../process/part-place.js';
import {repeatedAddresses, repeatedUrls} from '../process/repeated-entries.js';
import {givenOf} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {placeOf} from './judged.js';
import {entriesText, listOf, writtenListOf, type Listed} from './listed.js';
import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {newLine, shown} from './wording.js';

interface Own {
  readonly name: string;
  readonly listed: readonly EtcdUrl[];
  readonly advertised: readonly EtcdUrl[];
}

/** What the list and the member itself say of its peer URLs, where both are known and etcd compares them. */
function ownUrls({name, list, peerUrls, state}: Listed): Own | undefined {
  if (name === undefined || peerUrls === undefined || state !== 'new') return undefined;
  const listed = list.urls.get(name);
  return listed === undefined ? undefined : {name, listed, advertised: peerUrls};
}

function isMismatch(own: Own | undefined, version: string): own is Own {
  return own !== undefined && comparePeerUrls(own.advertised, own.listed, version) === 'different';
}

/** URLs of one list that the other does not have, in etcd's order. */
function notIn(urls: readonly EtcdUrl[], others: readonly EtcdUrl[]): string[] {
  const known = new Set(others.map(({text}) => text));
  return [...new Set(urls.map(({text}) => text))].filter(text => !known.has(text)).sort();
}

/** etcd's words; of several URLs it names them in any order. */
function mismatchWords({name, listed, advertised}: Own): string | undefined {
  const missing = notIn(listed, advertised);
  const extra = notIn(advertised, listed);
  const all = advertised.map(({text}) => text).sort();
  if (missing.length === 1) {
    return `--initial-cluster has ${name}=${missing.join()} but missing from --initial-advertise-peer-urls=${all.join(',')}`;
  }
  if (missing.length > 1 || extra.length !== 1) return undefined;
  return `--initial-advertise-peer-urls has ${extra.join()} but missing from --initial-cluster=`;
}

function joined(urls: readonly EtcdUrl[]): string {
  return urls.map(({text}) => text).join(',');
}

/** Where to mend it, and how. */
function mismatchFix(process: EtcdProcess, {name, listed, advertised}: Own): string {
  const entries = entriesText(name, advertised);
  if (givenOf(process, 'initial-cluster') === undefined) {
    return `give it a name, or write ${newLine(process, 'initial-cluster', entries)}`;
  }
  const own = newLine(process, 'initial-advertise-peer-urls', joined(listed));
  const isGiven = givenOf(process, 'initial-advertise-peer-urls') !== undefined;
  return isGiven ? `write ${own}, or in initial-cluster ${shown(entries, 200)}` : `add ${own}`;
}

function ownUrlReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = listOf(process, cluster);
  const own = known && ownUrls(known);
  if (known === undefined || !isMismatch(own, process.version)) return [];
  const advertise = givenOf(process, 'initial-advertise-peer-urls');
  const says = mismatchWords(own);
  const what = advertise === undefined ? 'etcd advertises its default' : 'initial-advertise-peer-urls is';
  const listed = shown(joined(own.listed), 200);
  const where =
    known.given === undefined
      ? `without a name and initial-cluster, etcd expects ${listed}`
      : `initial-cluster has ${listed} for ${shown(own.name)}`;
  return [
    {
      place: placeOf(process, 'initial-advertise-peer-urls', 'initial-cluster'),
      message: `${what} ${shown(joined(own.advertised), 200)}, but ${where}`,
      fix: mismatchFix(process, own),
      ...(says === undefined ? {} : {etcdSays: says}),
    },
  ];
}

function duplicateReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = writtenListOf(process, cluster);
  if (known === undefined) return [];
  const {name: ownName, state} = known;
  // etcd compares the own URLs first, and ends there if they differ.
  const isFirst = !isMismatch(ownUrls(known), process.version);
  return repeatedUrls(known.list).map(({entry: {name, url, offset, length}, before}) => {
    const isOne = before.name === name;
    const says = isOne && name === ownName && state === 'new' ? 'failed to resolve' : 'has duplicate url';
    return {
      place: placeOfPart(known.given, offset, length),
      message: `initial-cluster has ${shown(url.text)} ${isOne ? `twice for ${shown(name)}` : `for ${shown(before.name)} and for ${shown(name)}`}`,
      fix: isOne ? 'remove one of the two' : `write the URL of ${shown(name)}`,
      ...(isFirst ? {etcdSays: says} : {}),
    };
  });
}

function sameAddressReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const known = writtenListOf(process, cluster);
  if (known === undefined) return [];
  return repeatedAddresses(known.list).map(({entry: {name, url, offset, length}, before}) => ({
    place: placeOfPart(known.given, offset, length),
    message: `initial-cluster has one address for two members: ${shown(before.url.text)} for ${shown(before.name)} and ${shown(url.text)} for ${shown(name)}`,
    fix: `write the URL of ${shown(name)}`,
  }));
}

/** Rules about the peer URLs in the list. */
export const PEER_URL_RULES: readonly ProcessRule[] = [
  {
    id: 'initial-cluster-own-urls',
    severity: 'error',
    title: 'Other peer URLs of the member itself in initial-cluster than it advertises',
    why: 'A new member compares its initial-advertise-peer-urls with what the list has for its name; both have to name the same URLs. Where they differ only in host names, etcd asks the name server.',
    etcd: 'refuses',
    bad: exampleOfThree({'initial-advertise-peer-urls': 'http://10.0.0.1:2381'}),
    good: exampleMember({
      'initial-advertise-peer-urls': 'http://10.1.0.1:2380,http://10.0.0.1:2380',
      'initial-cluster': 'infra0=http://10.0.0.1:2380,infra0=http://10.1.0.1:2380',
      'listen-peer-urls': 'http://10.0.0.1:2380,http://10.1.0.1:2380',
    }),
    check: ownUrlReports,
  },
  {
    id: 'initial-cluster-duplicate-url',
    severity: 'error',
    title: 'The same URL twice in initial-cluster',
    why: 'Each peer URL belongs to one member. It happens where a line was copied and not changed.',
    etcd: 'refuses',
    bad: exampleOfThree({
      'initial-cluster':
        'infra0=http://10.0.0.1:2380,infra1=http://10.0.0.2:2380,infra2=http://10.0.0.2:2380',
    }),
    good: exampleOfThree(),
    check: duplicateReports,
  },
  {
    id: 'initial-cluster-same-address',
    severity: 'error',
    title: 'Two members of initial-cluster at one address',
    why: 'etcd compares URLs letter by letter, so localhost and 127.0.0.1, or http and https, are two to it. Two members then answer for one another, and neither finds its peer.',
    etcd: 'accepts',
    bad: exampleMember({
      'listen-peer-urls': 'http://127.0.0.1:2380',
      'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
      'initial-cluster':
        'infra0=http://127.0.0.1:2380,infra1=http://localhost:2380,infra2=http://localhost:22380',
    }),
    good: exampleOfThree(),
    check: sameAddressReports,
  },
];
