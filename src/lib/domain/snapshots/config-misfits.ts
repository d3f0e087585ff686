import {resolve} from 'node:path';
import {isDeepStrictEqual} from 'node:util';

import {isWildcard} from '../nodes/hosts.js';

type Config = Readonly<Record<string, unknown>>;

/** A setting of a config file by which a member would be elsewhere than the spec has it. */
export interface ConfigMisfit {
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

function isListenedOn(wanted: string, there: readonly string[]): boolean {
  if (there.includes(wanted)) return true;
  if (!URL.canParse(wanted)) return false;
  const {protocol, port} = new URL(wanted);
  return there
    .filter(url => URL.canParse(url))
    .map(url => new URL(url))
    .some(
      url =>
        url.protocol === protocol && url.port === port && isWildcard(url.hostname.replace(/^\[|\]$/g, '')),
    );
}

/** It may listen on more. */
function listensOn(found: unknown, wanted: unknown): boolean {
  const there = partsOf(found);
  return partsOf(wanted).every(url => isListenedOn(url, there));
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
export function configMisfits(found: unknown, wanted: unknown, folder: string): ConfigMisfit[] {
  const [there, here] = [found, wanted].map(config => (isConfig(config) ? config : {}));
  const isSame = isSamePath(folder);
  const settings = [
    ['data-dir', isSame],
    ['wal-dir', isSame],
    ['listen-client-urls', listensOn],
    ['listen-peer-urls', listensOn],
  ] as const;
  return settings
    .filter(([key, fits]) => !fits(there![key], here![key]))
    .map(([key]) => ({key, found: there![key], wanted: here![key]}));
}
