import {findSetting, yamlFormOf, yamlPathOf} from '../etcd-settings/lookup.js';
import type {EtcdSetting, SettingType} from '../etcd-settings/types.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {parseGoDuration} from '../text/go-duration.js';
import {parseGoInteger} from '../text/go-integer.js';
import type {NodeSettings} from './node-settings.js';

/** A plain tree as the config file of etcd holds it. */
export interface ConfigObject {
  [key: string]: string | number | bigint | boolean | string[] | ConfigObject;
}

function flagText(value: SettingValue): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** A flag needs a unit where the config file takes bare nanoseconds. */
function flagValue(name: string, value: SettingValue): string {
  const text = flagText(value);
  return findSetting(name)?.type === 'duration' && /^[1-9]\d*$/.test(text) ? `${text}ns` : text;
}

/**
 * The value in the form that etcd's config file wants, which is not the form of the flag: durations are whole
 * nanoseconds, some lists are YAML lists and others text.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go
 */
function fileValue(setting: EtcdSetting, value: SettingValue, version: string): ConfigObject[string] {
  const text = flagText(value);
  const form = yamlFormOf(setting, version);
  if (form === 'list') return Array.isArray(value) ? value : text.split(',').map(item => item.trim());
  if (form === 'string' || form === 'comma-string') return text;
  const convert = BY_TYPE[setting.type];
  return convert === undefined ? text : convert(text);
}

/** With all its digits; what is no number stays as it is, for etcd to refuse. */
function wholeNumber(text: string): string | number | bigint {
  const value = parseGoInteger(text);
  if (value === undefined) return text;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const BY_TYPE: Partial<Record<SettingType, (text: string) => string | number | bigint | boolean>> = {
  // A number is nanoseconds already.
  duration: text => (/^\d+$/.test(text) ? Number(text) : (parseGoDuration(text) ?? text)),
  number: wholeNumber,
  boolean: text => (text === 'true' || text === 'false' ? text === 'true' : text),
};

/** The settings as the object that `etcd --config-file` reads. Settings a file cannot hold are left out. */
export function toConfigObject(settings: NodeSettings, version: string): ConfigObject {
  const root: ConfigObject = {};
  for (const [name, value] of settings) {
    const setting = findSetting(name);
    const key = setting === undefined ? name : yamlPathOf(setting, version);
    if (key === null) continue;
    const path = key.split('.');
    let target = root;
    for (const part of path.slice(0, -1)) target = (target[part] ??= {}) as ConfigObject;
    target[path.at(-1)!] = setting === undefined ? value : fileValue(setting, value, version);
  }
  return root;
}

/** `--name=value` for each setting; with `=` always, since etcd reads `--pre-vote false` as two arguments. */
export function toFlags(settings: NodeSettings): string[] {
  return [...settings].map(([name, value]) => `--${name}=${flagValue(name, value)}`);
}

/** Settings whose value does not belong into a command line, which every user of the machine can list. */
const SECRET: ReadonlySet<string> = new Set(['discovery-password']);

export interface CommandSettings {
  readonly flags: string[];
  /** What etcd is told by variables instead. */
  readonly variables: {readonly name: string; readonly value: string}[];
}

/** The settings for whoever starts etcd with a command line: flags, and what must not be seen in variables. */
export function toCommand(settings: NodeSettings): CommandSettings {
  const isSecret = ([name]: [string, SettingValue]): boolean => SECRET.has(name);
  const secret = new Map([...settings].filter(isSecret));
  return {
    flags: toFlags(new Map([...settings].filter(setting => !isSecret(setting)))),
    variables: toEnvironment(secret).map(([name, value]) => ({name, value})),
  };
}

/** `ETCD_…` variables; etcd treats an empty one as not set. */
export function toEnvironment(settings: NodeSettings): [name: string, value: string][] {
  return [...settings].map(([name, value]) => [
    `ETCD_${name.toUpperCase().replaceAll('-', '_')}`,
    flagValue(name, value),
  ]);
}
