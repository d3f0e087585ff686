import {compareVersions} from '../etcd-version/version.js';
import {findSetting, settingExists} from '../etcd-settings/lookup.js';
import {ETCD_SETTINGS} from '../etcd-settings/table.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {isTrueBoolean} from '../process/go-boolean.js';

/** What a version has in place of a setting that it does not have. */
export interface Replacement {
  readonly name: string;
  /** Missing where the old value means nothing to it. */
  readonly value?: string;
}

/** Settings whose place was taken by one with another meaning. */
const OTHER_MEANING: ReadonlySet<string> = new Set(['discovery', 'log-package-levels', 'feature-gates']);

function newer(setting: EtcdSetting, value: string): Replacement | undefined {
  const {replacedBy, featureGate} = setting;
  if (featureGate !== undefined)
    return {name: 'feature-gates', value: `${featureGate}=${isTrueBoolean(value)}`};
  if (replacedBy === undefined) return undefined;
  if (setting.name === 'debug') return {name: replacedBy, value: isTrueBoolean(value) ? 'debug' : 'info'};
  return OTHER_MEANING.has(setting.name) ? {name: replacedBy} : {name: replacedBy, value};
}

/** The name under which an older version has it: `corrupt-check-time` was `experimental-corrupt-check-time`. */
function older({name}: EtcdSetting, value: string, version: string): Replacement | undefined {
  if (OTHER_MEANING.has(name)) return undefined;
  const before = ETCD_SETTINGS.find(({replacedBy}) => replacedBy === name);
  return before !== undefined && settingExists(before, version) ? {name: before.name, value} : undefined;
}

/** What to do about a setting that a version does not have, and whose place nothing takes. */
export function removalOf({removedReason, ranges}: EtcdSetting, version: string): string {
  const isGone = ranges.some(({until}) => until !== undefined && compareVersions(version, until) >= 0);
  return isGone && removedReason !== undefined ? `remove it: ${removedReason}` : 'remove it';
}

/** What to write in that version instead of a setting; undefined where nothing takes its place. */
export function replacementOf(setting: EtcdSetting, value: string, version: string): Replacement | undefined {
  const replacement = newer(setting, value);
  const row = replacement === undefined ? undefined : findSetting(replacement.name);
  if (row !== undefined && settingExists(row, version)) return replacement;
  return older(setting, value, version);
}
