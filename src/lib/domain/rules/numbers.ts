import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {settingOf} from '../process/role-settings.js';
import {defaultValueOf} from '../process/values.js';
import {parseGoDuration} from '../text/go-duration.js';
import {readGoInteger, type GoInteger} from '../text/go-number.js';
import {isWhole} from './judged.js';

function ofFile({node}: Assignment): number | undefined {
  const value = node?.kind === 'scalar' ? node.value : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** Above 2^53 only the text has all digits. */
function wholeOfFile(given: Assignment): bigint | undefined {
  const value = ofFile(given);
  if (value === undefined || !Number.isInteger(value)) return undefined;
  return BigInt(/^-?\d+$/.test(given.value) ? given.value : value);
}

/** The text of a flag, of a variable, or the default; undefined where only the machine knows it. */
function textOf(process: EtcdProcess, name: string): string | undefined {
  const given = process.values.get(name);
  // What cannot be read whole may say otherwise.
  if (given === undefined) return isWhole(process) ? defaultValueOf(process, name) : undefined;
  return given.unresolved ? undefined : given.value;
}

function parseInteger(text: string, type: GoInteger): bigint | undefined {
  const read = readGoInteger(text, type);
  return 'value' in read ? read.value : undefined;
}

/** The number that counts for a setting; undefined where it is none, or where only the machine knows it. */
export function integerOf(process: EtcdProcess, name: string): bigint | undefined {
  const given = process.values.get(name);
  if (given?.via === 'config-file') return wholeOfFile(given);
  const text = textOf(process, name);
  return text === undefined ? undefined : parseInteger(text, settingOf(process.role, name)?.goType ?? 'uint');
}

/** The nanoseconds that count for a setting; undefined as for {@link integerOf}. */
export function nanosecondsOf(process: EtcdProcess, name: string): number | undefined {
  const given = process.values.get(name);
  if (given?.via === 'config-file') return ofFile(given);
  const text = textOf(process, name);
  return text === undefined ? undefined : parseGoDuration(text);
}
