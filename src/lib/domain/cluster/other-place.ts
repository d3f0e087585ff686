import {resolve} from 'node:path';

import type {FileSettings} from '../process/file-settings.js';
import {STANDARD_NAME, standardDataDir} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {DataPlace} from './lost-data.js';

/** A place, and whether a write-ahead log is there. */
export interface FoundPlace extends DataPlace {
  readonly hasLog: boolean;
}

/** A member whose config file, which is what etcd goes by, names other directories than the spec. */
export interface OtherPlace {
  readonly name: string;
  /** Of the config file. */
  readonly path: string;
  readonly file: FoundPlace;
  readonly spec: FoundPlace;
}

/** As etcd has it where the file says nothing. */
export function nameInConfig(settings: FileSettings): string {
  return settings.get('name') ?? STANDARD_NAME;
}

/**
 * Where a process keeps its data by its config file. Absolute.
 * @param folder in which it is started
 */
export function placeInConfig(settings: FileSettings, folder: string): DataPlace {
  const textOf = (name: string): string | undefined => settings.get(name) || undefined;
  const dataDir = textOf('data-dir') ?? standardDataDir(nameInConfig(settings));
  const walDir = textOf('wal-dir');
  return {
    dataDir: resolve(folder, dataDir),
    ...(walDir === undefined ? {} : {walDir: resolve(folder, walDir)}),
  };
}

function shown(path: string): string {
  return printable(path, 500);
}

function logText({walDir}: DataPlace): string {
  return walDir === undefined ? 'in the data directory' : `in ${shown(walDir)}`;
}

/** What a member would find where its config file sends it. */
function consequence({file, spec}: OtherPlace): string {
  if (!file.hasLog) return spec.hasLog ? ', where its data is: it would start empty' : '';
  return spec.hasLog ? ', and both have a log' : ', where no log is';
}

export function otherPlaceMessage(other: OtherPlace): string {
  const {name, path, file, spec} = other;
  const [what, there, wanted] =
    file.dataDir === spec.dataDir
      ? ['log', logText(file), logText(spec)]
      : ['data', `in ${shown(file.dataDir)}`, `in ${shown(spec.dataDir)}`];
  return `${shown(path)} has the ${what} of ${name} ${there}, the spec has it ${wanted}${consequence(other)}`;
}

/** What else than to write the file anew. */
export function otherPlaceHints({file}: OtherPlace): string[] {
  return file.hasLog ? ['where the place in the file is the right one: write it into the spec'] : [];
}
