import {bootstrapOf} from '../process/bootstrap.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {placeOfPart} from '../process/part-place.js';
import {givenOf} from '../process/values.js';
import {goQuoted} from '../text/go-quote.js';
import {nearest} from '../text/nearest.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {begins, isServer} from './judged.js';
import {entriesText, listOf, type Listed} from './listed.js';
import {exampleMember, exampleOfThree} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, newLine, shown} from './wording.js';

/** What etcd says of a URL that is not there. */
const NO_URL = 'URL scheme must be http, https, unix, or unixs: ';

function noEqualsReport(name: string, owner: string): Pick<Report, 'message' | 'fix'> {
  if (name.trim() === '') {
    return {
      message: 'initial-cluster has white space where a member should stand',
      fix: 'remove the comma before it',
    };
  }
  const isUrl = /^[a-z]+:\/\//i.test(name);
  return {
    message: `initial-cluster: ${shown(name)} has no "=" between a name and a URL`,
    fix: isUrl
      ? `write ${printable(owner, 60)}=${printable(name)}`
      : `write ${printable(name.replace(/:.*$/s, ''))}=http://ADDRESS:2380`,
  };
}

/** Whose URL it is, as far as the member itself says so. */
function ownerOf(process: EtcdProcess, url: string): string {
  const {name, peerUrls = []} = bootstrapOf(process);
  return name !== undefined && peerUrls.some(({text}) => text === url) ? name : 'NAME';
}

function noEqualsReports(process: EtcdProcess): Report[] {
  const {list, given} = bootstrapOf(process);
  if (!isServer(process) || list === undefined || given === undefined) return [];
  // Of several etcd takes any first.
  const says = list.bad.length === 1 ? {etcdSays: `error setting up initial cluster: ${NO_URL}`} : {};
  return list.bad
    .filter(({url}) => url === undefined)
    .map(({name, offset, length}) => ({
      ...noEqualsReport(name, ownerOf(process, name)),
      place: placeOfPart(given, offset, length),
      ...says,
    }));
}

/** The name in the list that the member most likely means to have. */
function meantName({list, peerUrls = []}: Listed, name: string): string | undefined {
  const own = new Set(peerUrls.map(({text}) => text));
  const byUrl = list.entries.find(({url}) => own.has(url.text))?.name;
  return byUrl ?? nearest(name, list.urls.keys(), Math.min(3, Math.max(1, name.length >> 1)));
}

function nameFix(process: EtcdProcess, listed: Listed, name: string): string {
  const {list, peerUrls = []} = listed;
  const meant = meantName(listed, name);
  if (meant?.trim() === name) return 'remove the white space around the name in initial-cluster';
  if (meant !== undefined) return `write ${newLine(process, 'name', meant)}`;
  if (list.entries.length > 0) return `write ${newLine(process, 'name', 'NAME')} with one of those`;
  return `write ${newLine(process, 'initial-cluster', entriesText(name, peerUrls))}`;
}

function nameReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const listed = listOf(process, cluster);
  if (listed?.name === undefined || listed.given === undefined || listed.list.urls.has(listed.name))
    return [];
  const {name, list, given} = listed;
  const named = givenOf(process, 'name');
  const who =
    named === undefined ? 'no name is given, and "default", which etcd takes,' : `the name ${shown(name)}`;
  const has =
    list.urls.size === 0 ? 'is empty' : `has ${enumerated([...list.urls.keys()].map(entry => shown(entry)))}`;
  return [
    {
      place: (named ?? given).place,
      message: `${who} is not in initial-cluster, which ${has}`,
      fix: nameFix(process, listed, name),
      etcdSays: `couldn't find local name ${goQuoted(name)} in the initial cluster configuration`,
    },
  ];
}

/** etcd puts the name into a list that it makes up, and then cannot find or read it there. */
function madeUpReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const {name, list, given} = bootstrapOf(process);
  const named = givenOf(process, 'name');
  if (!begins(process, cluster) || given !== undefined || list === undefined || named === undefined)
    return [];
  if (name === '') {
    const etcdSays = `couldn't find local name "" in the initial cluster configuration`;
    return [{place: named.place, message: 'the name of this member is empty', fix: 'write a name', etcdSays}];
  }
  const [bad] = list.bad;
  if (bad === undefined) return [];
  const says = bad.url === undefined ? NO_URL : bad.url.says;
  return [
    {
      place: named.place,
      message: `the name ${shown(named.value)} holds a character that separates members in a list`,
      fix: 'write a name without "," and "="',
      ...(says === undefined ? {} : {etcdSays: `error setting up initial cluster: ${says}`}),
    },
  ];
}

/** Rules about the list of members by which a cluster begins, and the own name in it. */
export const INITIAL_CLUSTER_RULES: readonly ProcessRule[] = [
  {
    id: 'initial-cluster-no-equals',
    severity: 'error',
    title: 'An entry of initial-cluster without a name and "="',
    why: 'The list is name=URL,name=URL. etcd takes an entry without "=" for a name whose URL is empty, and complains about the URL.',
    etcd: 'refuses',
    bad: exampleMember({'initial-cluster': 'http://10.0.0.1:2380'}),
    good: exampleMember({'initial-cluster': 'infra0=http://10.0.0.1:2380,'}),
    check: noEqualsReports,
  },
  {
    id: 'initial-cluster-name',
    severity: 'error',
    title: 'A member that is not in its own initial-cluster',
    why: 'A new member finds its own URLs in the list by its name, letter by letter. Without a name it is called default.',
    etcd: 'refuses',
    bad: exampleOfThree({name: 'infra9'}),
    good: exampleOfThree(),
    check: nameReports,
  },
  {
    id: 'name-unusable',
    severity: 'error',
    title: 'A name that is empty, or holds a comma or an equals sign',
    why: 'Lists of members are name=URL,name=URL, and nothing can be escaped in them. etcd makes up such a list itself where none is given.',
    etcd: 'refuses',
    bad: exampleMember({name: 'zone=a', 'initial-cluster': null}),
    good: exampleMember({name: 'zone-a', 'initial-cluster': null}),
    check: madeUpReports,
  },
];
