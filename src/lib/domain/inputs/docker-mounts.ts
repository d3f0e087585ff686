import {posix} from 'node:path';

import type {InputMount, Word} from './input.js';

/** The folder that a script runs in, as scripts ask for it. */
const CURRENT_FOLDER = /^(?:\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`)(?=\/|$)/;

/** Undefined for a volume of docker's own, and where only the machine knows the folder. */
function sourceOf(text: string, unresolved: boolean, folder: string): string | undefined {
  const source = text.replace(CURRENT_FOLDER, '.');
  const isFolder = /^[./~]/.test(source) && !source.startsWith('~');
  if (!isFolder || (unresolved && /[$`]/.test(source))) return undefined;
  return posix.isAbsolute(source) ? source : posix.join(folder, source);
}

function toMount(source: string | undefined, target: string | undefined): InputMount[] {
  return source === undefined || target === undefined || !target.startsWith('/') ? [] : [{source, target}];
}

/** `-v /data:/var/lib/etcd:ro` */
function volume({text, unresolved}: Word, folder: string): InputMount[] {
  // `${A:-x}` has a colon of its own.
  if (unresolved && /\$\{[^}]*:/.test(text)) return [];
  const [source = '', target] = text.split(':');
  return toMount(sourceOf(source, unresolved === true, folder), target);
}

/** `--mount type=bind,source=/data,target=/var/lib/etcd` */
function mount({text, unresolved}: Word, folder: string): InputMount[] {
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const [key = '', ...value] = field.split('=');
      return [key.trim(), value.join('=')];
    }),
  );
  if (fields.get('type') !== 'bind') return [];
  const source = fields.get('source') ?? fields.get('src') ?? '';
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination');
  return toMount(sourceOf(source, unresolved === true, folder), target);
}

/** Folders and files of this machine that the container sees. */
export function mountsOf(options: ReadonlyMap<string, readonly Word[]>, folder: string): InputMount[] {
  return [
    ...(options.get('volume') ?? []).flatMap(word => volume(word, folder)),
    ...(options.get('mount') ?? []).flatMap(word => mount(word, folder)),
  ];
}
