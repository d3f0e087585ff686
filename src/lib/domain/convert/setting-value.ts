import type {SettingType} from '../etcd-settings/types.js';
import {itemsOf, textOf} from '../inputs/tree.js';
import type {Assignment} from '../process/etcd-process.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {formatGoDuration} from '../text/go-duration.js';
import {parseGoInteger} from '../text/go-integer.js';

function wholeNumber(text: string): SettingValue {
  const value = parseGoInteger(text);
  if (value === undefined) return text;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

/** Go's words for a boolean: https://pkg.go.dev/strconv#ParseBool */
function boolean(text: string): SettingValue {
  if (/^(?:1|t|true|T|TRUE|True)$/.test(text)) return true;
  return /^(?:0|f|false|F|FALSE|False)$/.test(text) ? false : text;
}

/** A config file has bare nanoseconds; everywhere else a duration has its unit. */
function duration(text: string, via: Assignment['via']): SettingValue {
  if (via !== 'config-file' || !/^-?\d+$/.test(text)) return text;
  const nanoseconds = Number(text);
  return Number.isSafeInteger(nanoseconds) ? formatGoDuration(nanoseconds) : `${text}ns`;
}

const BY_TYPE: Partial<Record<SettingType, (text: string, via: Assignment['via']) => SettingValue>> = {
  boolean,
  duration,
  number: wholeNumber,
};

/** A written value in the form that all targets are made from. What etcd would refuse stays as it is written. */
export function settingValueOf({value, via, node, setting}: Assignment): SettingValue {
  if (node?.kind === 'list') return itemsOf(node).map(item => textOf(item) ?? '');
  const convert = setting === undefined ? undefined : BY_TYPE[setting.type];
  return convert === undefined ? value : convert(value, via);
}

/** As a flag has it. */
export function flagTextOf(value: SettingValue): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** A line break would begin a line of its own in a unit, a script or a Procfile. */
export function hasControlCharacter(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}
