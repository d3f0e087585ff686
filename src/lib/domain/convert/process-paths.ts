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

/** The value of a setting, with every path in it put through `visit`. */
function mapPaths(
  setting: string,
  text: string,
  visit: (path: string, kind: NamedPath['kind']) => string,
): string {
  if (text === '') return text;
  if (setting === 'data-dir' || setting === 'wal-dir') return visit(text, 'data');
  if (FILE_SETTINGS.test(setting)) return visit(text, 'file');
  if (setting === 'log-outputs') {
    const outputs = text.split(',');
    return outputs.map(output => (LOG_WORDS.has(output) ? output : visit(output, 'log'))).join(',');
  }
  if (setting !== 'auth-token') return text;
  return text.replace(
    /((?:pub|priv)-key=)([^,]+)/g,
    (_, key: string, path: string) => `${key}${visit(path, 'file')}`,
  );
}

function pathsOfSetting(setting: string, text: string): NamedPath[] {
  const found: NamedPath[] = [];
  mapPaths(setting, text, (path, kind) => {
    found.push({setting, path, kind});
    return path;
  });
  return found;
}

/** Where a member or v2 proxy keeps its data when nobody says where. */
function defaultDataDir(settings: NodeSettings): NamedPath {
  return {setting: 'data-dir', path: `${flagTextOf(settings.get('name') ?? 'default')}.etcd`, kind: 'data'};
}

/** Every path that a process uses, as its settings write it. */
export function pathsOf({role, settings}: {role: NodeRole; settings: NodeSettings}): NamedPath[] {
  const named = [...settings].flatMap(([setting, value]) => pathsOfSetting(setting, flagTextOf(value)));
  const keepsData = role === 'member' || role === 'v2-proxy';
  return keepsData && !settings.has('data-dir') ? [defaultDataDir(settings), ...named] : named;
}

export function isRelative({path}: Pick<NamedPath, 'path'>): boolean {
  return !posix.isAbsolute(path);
}

/** The settings of a process with whole paths, also for what it keeps by default. */
export function withWholePaths(
  process: {role: NodeRole; settings: NodeSettings},
  workingDirectory: string,
): NodeSettings {
  const settings = new Map(process.settings);
  for (const {setting, path} of pathsOf(process).filter(isRelative)) {
    const text = flagTextOf(settings.get(setting) ?? path);
    const whole = (found: string): string => posix.resolve(workingDirectory, found);
    settings.set(setting, mapPaths(setting, text, whole));
  }
  return settings;
}
