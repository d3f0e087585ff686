import {posix} from 'node:path';

import type {ReadContext} from './input.js';
import type {SourceText} from './place.js';
import {unitNameOf, type UnitName} from './systemd-specifiers.js';

/** The files that make one unit. */
export interface UnitFiles {
  /** Undefined where the path says nothing of it. */
  readonly unit?: UnitName;
  /** Of its own file. */
  readonly folder: string;
  /** Its own file first, then the drop-ins in the order in which they count. */
  readonly sources: readonly SourceText[];
  /** Only a drop-in is here, and not the unit to which it belongs. */
  readonly isFragment: boolean;
}

/** Where systemd looks for units and their drop-ins; what stands further up wins. */
const UNIT_FOLDERS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

const DROP_IN = /^(.*)\/([^/]+\.service)\.d\/[^/]+\.conf$/s;

/** Names of the folders of drop-ins, the one of the unit itself first: `etcd-a@b.service.d`, `etcd-a@.service.d`, … */
function dropInFolders({name, prefix, instance}: UnitName): string[] {
  const isInstance = instance !== undefined && instance !== '';
  const dashes = [...prefix.matchAll(/-/g)].map(({index}) => prefix.slice(0, index + 1)).reverse();
  const stems = [name, ...(isInstance ? [`${prefix}@`] : []), ...dashes.filter(stem => stem !== prefix)];
  return [...stems.map(stem => `${stem}.service.d`), 'service.d'];
}

function dropInsOf(folder: string, unit: UnitName, context: ReadContext): SourceText[] {
  const places = UNIT_FOLDERS.includes(folder) ? UNIT_FOLDERS : [folder];
  const pathOf = new Map<string, string>();
  for (const stem of dropInFolders(unit)) {
    for (const place of places) {
      const path = posix.join(place, stem);
      for (const file of context.filesIn(path)) {
        if (file.endsWith('.conf') && !pathOf.has(file)) pathOf.set(file, posix.join(path, file));
      }
    }
  }
  // By name, whatever folder they lie in.
  const paths = [...pathOf].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  return paths.flatMap(path => {
    const answer = context.fileAt(path);
    return answer.kind === 'text' ? [answer.source] : [];
  });
}

/** The unit to which a drop-in belongs: of its own name, or its template. */
function unitFileOf(
  folder: string,
  {name, prefix, instance}: UnitName,
  context: ReadContext,
): SourceText | undefined {
  const names = instance === undefined ? [name] : [name, `${prefix}@`];
  for (const candidate of names) {
    const answer = context.fileAt(posix.join(folder, `${candidate}.service`));
    if (answer.kind === 'text') return answer.source;
  }
  return undefined;
}

/** The files of a unit whose own file is known. */
function wholeUnit(main: SourceText, unit: UnitName, context: ReadContext): UnitFiles {
  const folder = posix.dirname(main.path);
  return {unit, folder, sources: [main, ...dropInsOf(folder, unit, context)], isFragment: false};
}

/** All files of the unit that an input is, or belongs to. */
export function unitFilesOf(source: SourceText, context: ReadContext): UnitFiles {
  const [, folder = '', file = ''] = DROP_IN.exec(source.path) ?? [];
  const ofDropIn = unitNameOf(file);
  if (ofDropIn !== undefined) {
    const main = unitFileOf(folder, ofDropIn, context);
    if (main !== undefined) return wholeUnit(main, ofDropIn, context);
    return {unit: ofDropIn, folder, sources: [source], isFragment: true};
  }
  const unit = unitNameOf(source.path);
  if (unit !== undefined) return wholeUnit(source, unit, context);
  return {folder: posix.dirname(source.path), sources: [source], isFragment: source.path.endsWith('.conf')};
}
