import {has} from '../etcd-version/capabilities.js';
import {defaultOf} from '../etcd-settings/lookup.js';
import type {Assignment, EtcdProcess} from './etcd-process.js';
import {settingOf} from './role-settings.js';

/** Of a process for which no name is written; an empty one is a name. */
export const STANDARD_NAME = 'default';

/** Where a process of this name keeps its data for which no directory is written. */
export function standardDataDir(name: string): string {
  return `${name}.etcd`;
}

/** What is written for a setting and counts. */
export function givenOf(process: EtcdProcess, name: string): Assignment | undefined {
  return process.values.get(name);
}

/** What etcd uses where nothing is written; undefined where that is nothing. A config file changes two of them. */
export function defaultValueOf(process: EtcdProcess, name: string): string | undefined {
  const {version, configured} = process;
  const inFile = configured === 'config-file';
  if (inFile && name === 'enable-grpc-gateway' && !has(version, 'gatewayOnInConfigFile')) return 'false';
  if (inFile && name === 'auto-compaction-mode' && !has(version, 'compactionModeDefaultInConfigFile'))
    return '';
  if (name === 'data-dir' && process.role !== 'grpc-proxy') return standardDataDir(nameOf(process));
  const setting = settingOf(process.role, name);
  return setting === undefined ? undefined : defaultOf(setting, version);
}

/** The value that counts: the written one, else the default. */
export function valueOf(process: EtcdProcess, name: string): string | undefined {
  return givenOf(process, name)?.value ?? defaultValueOf(process, name);
}

export function isTrue(process: EtcdProcess, name: string): boolean {
  return /^(?:1|t|true)$/i.test(valueOf(process, name) ?? '');
}

/** The name that etcd itself uses; of a process that has none, what the input calls it. */
export function nameOf(process: EtcdProcess): string {
  if (process.role !== 'member' && process.role !== 'v2-proxy') return process.label;
  return givenOf(process, 'name')?.value ?? STANDARD_NAME;
}

/** `http://a:1,http://b:2` as its parts; none for an empty text. */
export function listOf(value: string | undefined): string[] {
  return value === undefined || value === '' ? [] : value.split(',');
}

/** The peer URLs that a member advertises; none for any other role. */
export function peerUrlsOf(process: EtcdProcess): string[] {
  return process.role === 'member' ? listOf(valueOf(process, 'initial-advertise-peer-urls')) : [];
}
