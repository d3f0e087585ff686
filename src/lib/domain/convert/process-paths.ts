import {posix} from 'node:path';

import type {NodeSettings} from '../config/node-settings.js';
import type {NodeRole} from '../spec/vocabulary.js';
import {flagTextOf} from './setting-value.js';

/** A file or folder that the settings of a process name. */
export interface NamedPath {
  readonly setting: string;
  readonly path: string;
  /** `data`: a folder that it writes; `log`: a file that it writes; `file`: one that it only reads. */
  readonly kind: 'data' | 'log' | 'file';
}

/** Words of `log-outputs` that are no files. */
const LOG_WORDS: ReadonlySet<string> = new Set(['', 'default', 'stdout', 'stderr', 'systemd/journal']);

const FILE_SETTINGS = /^(?:[a-z-]+-file|(?:discovery-)?(?:cert|key|cacert))$/;

function pathsOfSetting(setting: string, text: string): NamedPath[] {
  if (setting === 'data-dir' || setting === 'wal-dir') return [{setting, path: text, kind: 'data'}];
  if (FILE_SETTINGS.test(setting)) return [{setting, path: text, kind: 'file'}];
  if (setting === 'log-outputs') {
    const files = text.split(',').filter(output => !LOG_WORDS.has(output));
    return files.map(path => ({setting, path, kind: 'log'}));
  }
  if (setting === 'auth-token') {
    const keys = [...text.matchAll(/(?:pub|priv)-key=([^,]+)/g)];
    return keys.map(([, path = '']) => ({setting, path, kind: 'file'}));
  }
  return [];
}

/** Where a member or v2 proxy keeps its data when nobody says where. */
function defaultDataDir(settings: NodeSettings): NamedPath {
  return {setting: 'data-dir', path: `${flagTextOf(settings.get('name') ?? 'default')}.etcd`, kind: 'data'};
}

/** Every path that a process uses, as its settings write it. */
export function pathsOf({role, settings}: {role: NodeRole; settings: NodeSettings}): NamedPath[] {
  const named = [...settings]
    .flatMap(([setting, value]) => pathsOfSetting(setting, flagTextOf(value)))
    .filter(({path}) => path !== '');
  const keepsData = role === 'member' || role === 'v2-proxy';
  return keepsData && !settings.has('data-dir') ? [defaultDataDir(settings), ...named] : named;
}

export function isRelative({path}: Pick<NamedPath, 'path'>): boolean {
  return !posix.isAbsolute(path);
}
