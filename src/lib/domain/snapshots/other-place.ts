import {resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

type Config = Readonly<Record<string, unknown>>;

/** A place that a config file gives a member, and that is another one than the spec has. */
export interface OtherPlace {
  readonly key: string;
  /** Undefined where the file does not name it. */
  readonly found: unknown;
  readonly wanted: unknown;
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function partsOf(urls: unknown): string[] {
  return typeof urls === 'string' ? urls.split(',').map(url => url.trim()) : [];
}

/** It may listen on more. */
function listensOn(found: unknown, wanted: unknown): boolean {
  const there = partsOf(found);
  return partsOf(wanted).every(url => there.includes(url));
}

function isSamePath(folder: string): (found: unknown, wanted: unknown) => boolean {
  const inFolder = (path: unknown): unknown =>
    typeof path === 'string' && path !== '' ? resolve(folder, path) : undefined;
  return (found, wanted) => isDeepStrictEqual(inFolder(found), inFolder(wanted));
}

/**
 * Where a member would start elsewhere than it is restored: on data that is not there, or where the others do not look
 * for it.
 * @param folder from which relative paths count
 */
export function otherPlaces(found: unknown, wanted: unknown, folder: string): OtherPlace[] {
  const [there, here] = [found, wanted].map(config => (isConfig(config) ? config : {}));
  const isSame = isSamePath(folder);
  const places = [
    ['data-dir', isSame],
    ['wal-dir', isSame],
    ['listen-client-urls', listensOn],
    ['listen-peer-urls', listensOn],
  ] as const;
  return places
    .filter(([key, fits]) => !fits(there![key], here![key]))
    .map(([key]) => ({key, found: there![key], wanted: here![key]}));
}
