import {nodeSettings} from '../../config/node-settings.js';
import {findSetting} from '../../etcd-settings/lookup.js';
import {defaultValueOf, givenOf, listOf, nameOf, valueOf} from '../../process/values.js';
import type {ClusterSpec} from '../../spec/schema.js';
import {printable} from '../../text/printable.js';
import type {Lost, Note, Remarks} from '../conversion.js';
import {isSameValue} from '../same-value.js';
import {flagTextOf} from '../setting-value.js';
import type {Candidate} from './place-node.js';
import {TLS_PATH_SETTINGS} from './tls-of-spec.js';

const ONE_LISTEN = 'a node of the spec listens on one address, at its client port and its peer port';
const ONE_ADVERTISED = 'a node of the spec advertises one URL of each kind, both on its host';
const OWN_CHECKS =
  'with certificates the spec asks both sides for them, by the CA that is named, and for nothing else';

/** Why the spec says something else, by setting; the others follow from what their row of the table names. */
const WHY: Readonly<Record<string, string>> = {
  'listen-peer-urls': ONE_LISTEN,
  'listen-client-urls': ONE_LISTEN,
  'listen-client-http-urls': ONE_LISTEN,
  'listen-metrics-urls':
    'a node of the spec has one metrics port, on the address where it listens, without TLS',
  'initial-advertise-peer-urls': ONE_ADVERTISED,
  'advertise-client-urls': ONE_ADVERTISED,
  'initial-cluster': 'it follows from the nodes of the spec',
  'initial-cluster-token': 'the spec has one token for all members',
  'enable-grpc-gateway': 'etcdops reads the state of members through the JSON gateway',
  'enable-v2': 'the v2 proxies of the spec have nothing to serve without it',
  'advertise-client-url': 'the spec says it always, since some releases end without it',
  name: 'a name in the spec is also that of folders and services',
};

function whyOf(name: string): string {
  const known = WHY[name];
  if (known !== undefined) return known;
  const {managed} = findSetting(name) ?? {};
  if (managed === 'tls of the spec') return OWN_CHECKS;
  return managed === undefined ? 'the spec cannot hold it' : `it is decided by ${managed}`;
}

/** Paths are taken over in another form; what becomes of discovery and TLS is said of the whole. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['data-dir', 'wal-dir', 'config-file']);

/** What a v2 proxy is told and does not look at: it has no peers, no log and no JSON gateway. */
const NOT_OF_V2_PROXY: ReadonlySet<string> = new Set([
  'initial-advertise-peer-urls',
  'advertise-client-urls',
  'listen-peer-urls',
  'initial-cluster-state',
  'initial-cluster-token',
  'enable-grpc-gateway',
]);

/** Whether a difference would have an effect, or is told of another key. */
function isCompared({source}: Candidate, {bootstrap}: ClusterSpec, name: string): boolean {
  if (NOT_COMPARED.has(name)) return false;
  // Members that find each other some other way have no list.
  if (bootstrap.method !== 'static' && name === 'initial-cluster') return false;
  // By discovery the cluster has the token of that.
  if (bootstrap.method === 'discovery' && name === 'initial-cluster-token') return false;
  return source.role !== 'v2-proxy' || !NOT_OF_V2_PROXY.has(name);
}

/** What the bootstrap block of the spec holds of the settings that such a bootstrap takes. */
function bootstrapValue({bootstrap}: ClusterSpec, name: string): string | undefined {
  if (bootstrap.method === 'srv') {
    const {domain, name: service} = bootstrap;
    return {'discovery-srv': domain, 'discovery-srv-name': service}[name];
  }
  if (bootstrap.method === 'static') return undefined;
  const {url, endpoints, token} = bootstrap;
  return {discovery: url, 'discovery-endpoints': endpoints?.join(','), 'discovery-token': token}[name];
}

/**
 * The value that counts now, as a flag has it; undefined where it was left out on the way, which has been said. A
 * process that names no members is one for itself.
 */
function valueBefore({process, source}: Candidate, name: string): string | undefined {
  const carried = source.settings.get(name);
  if (carried !== undefined) return flagTextOf(carried);
  if (givenOf(process, name) !== undefined) return undefined;
  if (name !== 'initial-cluster') return valueOf(process, name) ?? '';
  return listOf(valueOf(process, 'initial-advertise-peer-urls'))
    .map(url => `${nameOf(process)}=${url}`)
    .join(',');
}

interface Difference {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function differencesOf(candidate: Candidate, spec: ClusterSpec): Difference[] {
  const {process, source} = candidate;
  const node = spec.nodes.find(({name}) => name === source.name)!;
  const made = nodeSettings(spec, node);
  const asFile = {...process, configured: 'config-file'} as const;
  const names = [...new Set([...source.settings.keys(), ...made.keys()])].filter(name =>
    isCompared(candidate, spec, name),
  );
  return names.flatMap(name => {
    const before = valueBefore(candidate, name);
    const value = made.get(name) ?? bootstrapValue(spec, name);
    const after = (value === undefined ? defaultValueOf(asFile, name) : flagTextOf(value)) ?? '';
    const isSame =
      before === undefined ||
      (TLS_PATH_SETTINGS.has(name) && before !== '' && after !== '') ||
      isSameValue({role: process.role, name}, before, after);
    return isSame ? [] : [{name, before, after}];
  });
}

/**
 * What a member or v2 proxy would be told from the spec, against what it is told now. Every difference is said: as lost
 * where somebody wrote the value, else as a note.
 * @param known what is lost already, and why
 */
export function compareWithSpec(candidate: Candidate, spec: ClusterSpec, known: readonly Lost[]): Remarks {
  const {process, source} = candidate;
  const {member} = source;
  const isKnown = (name: string): boolean =>
    known.some(lost => lost.member === member && lost.setting === name);
  const lost: Lost[] = [];
  const notes: Note[] = [];
  for (const {name, before, after} of differencesOf(candidate, spec)) {
    if (isKnown(name)) continue;
    const shown = after === '' ? 'without it' : `with ${printable(after)}`;
    if (givenOf(process, name) === undefined) {
      const was = before === '' ? 'not set' : `${printable(before)} by default`;
      notes.push({member, message: `${name} was ${was}, and is written ${shown}: ${whyOf(name)}`});
    } else {
      lost.push({member, setting: name, value: printable(before), why: `written ${shown}: ${whyOf(name)}`});
    }
  }
  return {lost, notes};
}
