import {compareVersions} from '../etcd-version/version.js';
import {nearest} from '../text/nearest.js';
import {ETCD_SETTINGS} from './table.js';
import type {EtcdSetting, VersionRange, YamlForm} from './types.js';

const BY_NAME: ReadonlyMap<string, EtcdSetting> = new Map(
  ETCD_SETTINGS.map(setting => [setting.name, setting]),
);

/** The row of a setting, in whichever version it exists. */
export function findSetting(name: string): EtcdSetting | undefined {
  return BY_NAME.get(name);
}

/** Whether that version of etcd has the flag; `3.6.0-rc.1` has what 3.6.0 has. */
export function settingExists(setting: EtcdSetting, version: string): boolean {
  return versionInRanges(setting.ranges, version);
}

/** Every flag that this version of etcd takes, in the order of the table. */
export function settingsOf(version: string): EtcdSetting[] {
  return ETCD_SETTINGS.filter(setting => settingExists(setting, version));
}

/** What etcd uses when the flag is not given; undefined when that is nothing. */
export function defaultOf(setting: EtcdSetting, version: string): string | undefined {
  return lastSince(setting.defaults ?? [], version)?.value;
}

/** The values the setting may have in this version; undefined when any text of its type will do. */
export function choicesOf(setting: EtcdSetting, version: string): readonly string[] | undefined {
  return lastSince(setting.choicesByVersion ?? [], version)?.values ?? setting.choices;
}

/** The key that this version reads from a config file; null when only a flag or variable can set it. */
export function yamlPathOf(setting: EtcdSetting, version: string): string | null {
  const readable =
    settingExists(setting, version) && versionInRanges(setting.yamlRanges ?? setting.ranges, version);
  return readable && setting.yamlPath !== null ? (setting.yamlPath ?? setting.name) : null;
}

/** How a config file of that version writes the value; undefined where it does as the type says. */
export function yamlFormOf({yamlForm, listSince}: EtcdSetting, version: string): YamlForm | undefined {
  const isOneText = listSince !== undefined && !versionInRanges([{since: listSince}], version);
  return yamlForm === 'list' && isOneText ? 'string' : yamlForm;
}

/**
 * The setting most likely meant by a name that this version does not have; undefined when none is near.
 * One slip for every four letters, three at most: a suggestion that is merely a similar word misleads.
 */
export function nearestSettingName(name: string, version: string): string | undefined {
  const wanted = asFlagName(name);
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 4)));
  return nearest(
    wanted,
    settingsOf(version).map(setting => setting.name),
    limit,
  );
}

/** `--max-wals`, `max_wals`, `ETCD_MAX_WALS` → `max-wals`. */
function asFlagName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^-+/, '')
    .replace(/^etcd-(?=.)/, '');
}

/** Whether a full version is in one of the ranges; a pre-release counts as its release. */
export function versionInRanges(ranges: readonly VersionRange[], version: string): boolean {
  const release = withoutPreRelease(version);
  return ranges.some(
    ({since, until}) =>
      compareVersions(release, since) >= 0 && (until === undefined || compareVersions(release, until) < 0),
  );
}

function lastSince<T extends {readonly since: string}>(rows: readonly T[], version: string): T | undefined {
  const release = withoutPreRelease(version);
  return rows.findLast(row => compareVersions(release, row.since) >= 0);
}

function withoutPreRelease(version: string): string {
  return version.replace(/[-+].*$/, '');
}
