import {findSetting} from '../../etcd-settings/lookup.js';
import {nodeSettings} from '../../config/node-settings.js';
import {has} from '../../etcd-version/capabilities.js';
import {listOf} from '../../process/values.js';
import type {ClusterSpec, SpecNode} from '../../spec/schema.js';
import type {SettingValue} from '../../spec/vocabulary.js';
import {printable} from '../../text/printable.js';
import type {Lost} from '../conversion.js';
import {isSameValue} from '../same-value.js';
import {flagTextOf} from '../setting-value.js';
import type {Candidate} from './place-node.js';

type Settings = Readonly<Record<string, SettingValue>>;

export interface SplitSettings {
  /** Of all members. */
  readonly shared: Settings;
  /** By the name of the node; empty where it has none of its own. */
  readonly own: ReadonlyMap<string, Settings>;
  readonly lost: readonly Lost[];
}

/** A list is easier to read and to edit in the spec as a list. */
function asSpecValue(name: string, value: SettingValue): SettingValue {
  const type = findSetting(name)?.type;
  const isList = (type === 'url-list' || type === 'string-list') && typeof value === 'string';
  const items = isList ? listOf(value) : [];
  return items.length > 1 ? items : value;
}

/** The settings of a member or v2 proxy that the rest of the spec does not already say. */
function serverSettings({source, process}: Candidate): [string, SettingValue][] {
  const given = [...source.settings].filter(([name]) => findSetting(name)?.managed === undefined);
  // The spec's own choice is JSON; 3.4 logs text unless it is told otherwise.
  const isText = has(process.version, 'loggerChoice') && !source.settings.has('logger');
  return isText ? [...given, ['logger', 'capnslog']] : given;
}

/** Whatever of a gateway or gRPC proxy does not follow from the spec stands beside it under its own name. */
function proxySettings({source}: Candidate, spec: ClusterSpec, node: SpecNode): [string, SettingValue][] {
  const follows = nodeSettings(spec, node);
  return [...source.settings].filter(([name, value]) => {
    if (name === 'data-dir') return false;
    const made = follows.get(name);
    return made === undefined || !isSameValue({role: source.role, name}, flagTextOf(made), flagTextOf(value));
  });
}

function isWritable(value: SettingValue): boolean {
  const texts = Array.isArray(value) ? value : [String(value)];
  return texts.every(text => text !== '' && printable(text, text.length) === text);
}

function settingsOf(candidate: Candidate, spec: ClusterSpec): [string, SettingValue][] {
  const {source} = candidate;
  const node = spec.nodes.find(({name}) => name === source.name)!;
  const isServer = source.role === 'member' || source.role === 'v2-proxy';
  return isServer ? serverSettings(candidate) : proxySettings(candidate, spec, node);
}

/** What all members have alike goes to the settings of the cluster, the rest to each node. */
function sharedBy([first, ...others]: readonly Settings[]): Settings {
  const shared = Object.entries(first ?? {}).filter(([name, value]) => {
    const text = JSON.stringify(value);
    return others.every(settings => JSON.stringify(settings[name]) === text);
  });
  return Object.fromEntries(shared);
}

/** The settings that have no key of their own in the spec. `spec` has its nodes, without settings. */
export function splitSettings(candidates: readonly Candidate[], spec: ClusterSpec): SplitSettings {
  const lost: Lost[] = [];
  const all = candidates.map(candidate => {
    const entries = settingsOf(candidate, spec).map(
      ([name, value]) => [name, asSpecValue(name, value)] as const,
    );
    for (const [setting, value] of entries.filter(([, found]) => !isWritable(found))) {
      const why = 'the spec takes no empty text and no control characters as a setting';
      lost.push({member: candidate.source.member, setting, value: printable(flagTextOf(value)), why});
    }
    const settings: Settings = Object.fromEntries(entries.filter(([, value]) => isWritable(value)));
    return {candidate, settings};
  });
  const shared = sharedBy(
    all.filter(({candidate}) => candidate.source.role === 'member').map(({settings}) => settings),
  );
  const own = all.map(({candidate: {source}, settings}) => {
    const rest = Object.entries(settings).filter(
      ([name]) => source.role !== 'member' || !Object.hasOwn(shared, name),
    );
    return [source.name, Object.fromEntries(rest)] as const;
  });
  return {shared, own: new Map(own), lost};
}
