import type {Via} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';

/** A setting with its value as it has to stand where the others of the process stand. */
export function spelled(via: Via, name: string, value: string): string {
  if (via === 'config-file') return `${name}: ${printable(value)}`;
  if (via === 'variable') return `ETCD_${name.toUpperCase().replaceAll('-', '_')}=${printable(value)}`;
  return `--${name} ${printable(value)}`;
}

/** A value from outside inside a sentence. */
export function quoted(value: string): string {
  return `"${printable(value)}"`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function enumerated(words: readonly string[], max = 4): string {
  const shown = words.length > max ? [...words.slice(0, max - 1), `${words.length - max + 1} more`] : words;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
