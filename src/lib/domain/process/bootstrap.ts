import {addressesOf} from './addresses.js';
import type {EtcdUrl} from './etcd-url.js';
import type {Assignment, EtcdProcess} from './etcd-process.js';
import {readInitialCluster, type InitialCluster} from './initial-cluster.js';
import {givenOf, nameOf} from './values.js';

/** How a new member may learn of the others, beside a list. */
const DISCOVERY_METHODS = ['discovery', 'discovery-endpoints', 'discovery-srv'] as const;

/** What etcd itself has for `initial-cluster`; in a config file it cannot tell the same text from it. */
export const DEFAULT_CLUSTER = 'default=http://localhost:2380';

/** What a member has to begin with. */
export interface Bootstrap {
  /** Its name; undefined where only the machine knows it. */
  readonly name?: string;
  /** The discovery settings that are given. */
  readonly discovery: readonly Assignment[];
  /**
   * The list that etcd goes by, from `initial-cluster` or made up by etcd from name and URLs; missing with discovery,
   * or where it is not known.
   */
  readonly list?: InitialCluster;
  /** What is written for it; missing where etcd makes it up. */
  readonly given?: Assignment;
  /** The peer URLs that it advertises; missing where they are not known. */
  readonly peerUrls?: readonly EtcdUrl[];
  readonly state: 'new' | 'existing' | 'unknown';
}

/** What is given for a setting, unless that is nothing. */
export function nonEmpty(process: EtcdProcess, name: string): Assignment | undefined {
  const given = givenOf(process, name);
  return given === undefined || given.value === '' ? undefined : given;
}

function stateOf(process: EtcdProcess): Bootstrap['state'] {
  const given = givenOf(process, 'initial-cluster-state');
  if (given?.unresolved) return 'unknown';
  const value = given?.value ?? '';
  if (value === '' && process.configured === 'config-file') return 'new';
  return given === undefined || value === 'new' ? 'new' : value === 'existing' ? 'existing' : 'unknown';
}

/** The text of the list that etcd makes up where none is given. */
function madeUpList(name: string, urls: readonly EtcdUrl[]): string {
  if (name === 'default') return DEFAULT_CLUSTER;
  return urls.map(({text}) => `${name === '' ? 'default' : name}=${text}`).join(',');
}

/** A service name for SRV records empties the list even where no records are asked for; a config file does not. */
function isEmptied(process: EtcdProcess): boolean {
  return process.configured === 'flags' && nonEmpty(process, 'discovery-srv-name') !== undefined;
}

interface Known {
  readonly name: string | undefined;
  readonly peerUrls: readonly EtcdUrl[] | undefined;
}

function listTextOf(process: EtcdProcess, {name, peerUrls}: Known): string | undefined {
  const given = givenOf(process, 'initial-cluster');
  if (given?.unresolved) return undefined;
  // etcd cannot tell its own default from the same text written down.
  if (given !== undefined && (given.value !== DEFAULT_CLUSTER || name === 'default')) return given.value;
  if (given === undefined && isEmptied(process)) return '';
  return name === undefined || peerUrls === undefined ? undefined : madeUpList(name, peerUrls);
}

function readBootstrap(process: EtcdProcess): Bootstrap {
  const {urls, isKnown} = addressesOf(process)['initial-advertise-peer-urls'];
  const peerUrls = isKnown ? urls : undefined;
  const name = givenOf(process, 'name')?.unresolved ? undefined : nameOf(process);
  const discovery = DISCOVERY_METHODS.flatMap(setting => nonEmpty(process, setting) ?? []);
  const given = givenOf(process, 'initial-cluster');
  const text = discovery.length > 0 ? undefined : listTextOf(process, {name, peerUrls});
  return {
    discovery,
    state: stateOf(process),
    ...(name === undefined ? {} : {name}),
    ...(peerUrls === undefined ? {} : {peerUrls}),
    ...(given === undefined ? {} : {given}),
    ...(text === undefined ? {} : {list: readInitialCluster(text, process.version)}),
  };
}

const READ = new WeakMap<EtcdProcess, Bootstrap>();

/** How a member begins; read once, however many rules ask. */
export function bootstrapOf(process: EtcdProcess): Bootstrap {
  const known = READ.get(process);
  if (known !== undefined) return known;
  const bootstrap = readBootstrap(process);
  READ.set(process, bootstrap);
  return bootstrap;
}
