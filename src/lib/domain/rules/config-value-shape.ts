import type {ConfigType} from '../etcd-settings/config-types.js';
import type {TreeNode, TreeScalar} from '../inputs/tree.js';
import {fitsGoInteger, type GoInteger} from '../text/go-number.js';
import {printable} from '../text/printable.js';
import {shown} from './wording.js';

/** What the JSON decoder of etcd calls a value, and what a reader of the file sees. */
export interface SeenValue {
  readonly json: string;
  readonly text: string;
}

/** From here on Go writes a number with an exponent, and no whole number is written so. */
const EXPONENT_FROM = 1e21;

export function seenScalar({value, text, quoted}: TreeScalar): SeenValue {
  if (typeof value === 'number') return {json: 'number', text: `the number ${printable(text, 40)}`};
  if (typeof value === 'boolean') return {json: 'bool', text: `the boolean ${printable(text, 40)}`};
  return {json: 'string', text: `${quoted ? 'the quoted text' : 'the text'} ${shown(text, 40)}`};
}

export function seenValue(node: TreeNode): SeenValue {
  if (node.kind === 'scalar') return seenScalar(node);
  return node.kind === 'list' ? {json: 'array', text: 'a list'} : {json: 'object', text: 'a block of keys'};
}

/** The number as a whole one; undefined where it is none, or too large for JavaScript to be exact about it. */
function wholeNumber({value, text}: TreeScalar): bigint | 'inexact' | undefined {
  if (typeof value !== 'number') return undefined;
  if (/^[-+]?[1-9]\d{0,99}$/.test(text)) return BigInt(text.replace('+', ''));
  if (!Number.isInteger(value) || Math.abs(value) >= EXPONENT_FROM) return undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : 'inexact';
}

function fitsNumber(node: TreeScalar, goType: string): boolean {
  const whole = wholeNumber(node);
  if (whole === undefined || whole === 'inexact') return whole !== undefined;
  return fitsGoInteger(whole, goType === 'time.Duration' ? 'int64' : (goType as GoInteger));
}

const FITS: Readonly<Record<ConfigType['wants'], (node: TreeScalar, goType: string) => boolean>> = {
  text: ({value}) => typeof value === 'string',
  list: () => false,
  boolean: ({value}) => typeof value === 'boolean',
  number: fitsNumber,
  nanoseconds: fitsNumber,
};

function isTextOrNothing(node: TreeNode): boolean {
  return node.kind === 'scalar' && (node.value === null || typeof node.value === 'string');
}

/** The part of a value that its key cannot hold: the value, or an item of its list; undefined where all of it fits. */
export function unfittingPart(node: TreeNode, {wants, goType}: ConfigType): TreeNode | undefined {
  if (node.kind === 'list' && wants === 'list') return node.items.find(item => !isTextOrNothing(item));
  if (node.kind !== 'scalar') return node;
  return FITS[wants](node, goType) ? undefined : node;
}

/** Whether etcd's reader keeps the digits: a number that no integer of 64 bits holds becomes a float. */
function isWritten(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d{0,19})$/.test(text)) return false;
  return fitsGoInteger(BigInt(text), text.startsWith('-') ? 'int64' : 'uint64');
}

/** As etcd calls the value: a number that does not fit into a number by itself. Undefined where that is not certain. */
export function jsonName(node: TreeNode, wants: ConfigType['wants']): string | undefined {
  const {json} = seenValue(node);
  const isNumeric = wants === 'number' || wants === 'nanoseconds';
  if (node.kind !== 'scalar' || typeof node.value !== 'number' || !isNumeric) return json;
  const {value, text} = node;
  if (isWritten(text)) return `number ${printable(text, 60)}`;
  if (/^-?\d+$/.test(text)) return `number ${value}`;
  return Math.abs(value) < Number.MAX_SAFE_INTEGER ? `number ${value}` : undefined;
}
