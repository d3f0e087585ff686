import type {ConfigType} from '../etcd-settings/config-types.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {TreeMap, TreeNode, TreeScalar} from '../inputs/tree.js';
import {parseGoDuration} from '../text/go-duration.js';

const POWERS: ReadonlyMap<string, number> = new Map([
  ['k', 1],
  ['m', 2],
  ['g', 3],
]);

/** `8GB` → 8589934592; sizes of etcd are meant in powers of 1024. */
function bytesMeant(text: string): number | undefined {
  const [, amount, unit = ''] = /^\s*(\d{1,15})\s*([kmg])(?:i?b)?\s*$/i.exec(text) ?? [];
  const power = POWERS.get(unit.toLowerCase());
  const bytes = power === undefined ? NaN : Number(amount) * 1024 ** power;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The whole number that a text was meant to be: of bytes, of milliseconds, or as it stands in quotes. */
export function numberMeant(text: string, {name}: EtcdSetting): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/bytes$/.test(name)) return bytesMeant(text);
  const nanoseconds = /interval$|timeout$/.test(name) ? parseGoDuration(text) : undefined;
  return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
}

/** `yes`, `on` and `1` mean something to people. */
function booleanMeant(text: string): boolean | undefined {
  if (/^(?:1|y|t|true|yes|on|enabled?)$/i.test(text)) return true;
  return /^(?:0|n|f|false|no|off|disabled?)$/i.test(text) ? false : undefined;
}

function asOneText(items: readonly TreeNode[]): string | undefined {
  const texts = items.map(item => (item.kind === 'scalar' ? item.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join(',');
}

/** Feature gates as a block of keys. */
function asPairs({entries}: TreeMap): string | undefined {
  const pairs = entries.map(({key, value}) =>
    value.kind === 'scalar' && value.value !== null ? `${key.text}=${String(value.value)}` : undefined,
  );
  return pairs.includes(undefined) ? undefined : pairs.join(',');
}

function asList(text: string): string {
  const items = text.split(',').map(item => item.trim());
  return `[${items.join(', ')}]`;
}

const OF_TEXT: Readonly<
  Record<ConfigType['wants'], (text: string, setting: EtcdSetting) => string | number | boolean | undefined>
> = {
  text: text => JSON.stringify(text),
  list: asList,
  number: numberMeant,
  nanoseconds: text => parseGoDuration(text),
  boolean: booleanMeant,
};

/** A number that does not fit is none that could be written otherwise. */
function isMisfit({value}: TreeScalar, wants: ConfigType['wants']): boolean {
  return typeof value === 'number' && (wants === 'number' || wants === 'nanoseconds');
}

/** What a config file should say where a value is of the wrong type; undefined where nobody knows. */
export function meantInFile(
  node: TreeNode,
  wants: ConfigType['wants'],
  setting: EtcdSetting,
): string | undefined {
  if (node.kind === 'scalar')
    return isMisfit(node, wants) ? undefined : OF_TEXT[wants](node.text, setting)?.toString();
  if (wants !== 'text') return undefined;
  return node.kind === 'list' ? asOneText(node.items) : asPairs(node);
}
