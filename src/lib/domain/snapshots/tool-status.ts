import {has} from '../etcd-version/capabilities.js';
import {parseVersion} from '../etcd-version/version.js';

/** What etcd's own tool reads in a database. */
export interface ToolStatus {
  readonly revision: number;
  /** To 3.5 every entry of the file, from 3.6 on the keys of the user. */
  readonly totalKeys: number;
  /** Of the schema; undefined for a database of etcd before 3.6. */
  readonly storageVersion?: string;
}

/** Of older files the tool counts every version of a key, and an older tool of all files. */
export function countsLikeClient(storageVersion: string | undefined, version: string): boolean {
  return storageVersion !== undefined && has(version, 'countsUserKeys');
}

export function statusArgv(path: string): string[] {
  return ['snapshot', 'status', path, '--write-out=json'];
}

/** Whether a call only asks that. */
export function isStatusArgv([group, action]: readonly string[]): boolean {
  return group === 'snapshot' && action === 'status';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The JSON on the tool's stdout; undefined for anything else, such as a help text. */
export function parseToolStatus(stdout: string): ToolStatus | undefined {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    return undefined;
  }
  const {revision, totalKey, version} = (value ?? {}) as Record<string, unknown>;
  if (!isCount(revision) || !isCount(totalKey)) return undefined;
  const storageVersion = typeof version === 'string' ? parseVersion(version) : undefined;
  return {revision, totalKeys: totalKey, ...(storageVersion === undefined ? {} : {storageVersion})};
}

/** The one line that says why a tool gave up: what it prints before is its log, and behind a panic its stack. */
export function lastWords(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim() !== '');
  const panic = lines.find(line => /^(?:panic|fatal error|unexpected fault address)/.test(line));
  const error = lines.findLast(line => line.startsWith('Error: '))?.slice('Error: '.length);
  return (panic ?? error ?? lines.at(-1) ?? 'it said nothing').slice(0, 300);
}
