import {has} from '../etcd-version/capabilities.js';
import {compareVersions, parseVersion} from '../etcd-version/version.js';

/** What is kept beside the data of a discovery service of etcdops's own. */
export interface ServiceRecord {
  /** Full version of the etcd that wrote the data last. */
  readonly version: string;
  /** All have registered: the data is to go. */
  readonly isOver?: true;
}

/** Undefined for what no etcdops wrote: then nothing is known of the data. */
export function parseServiceRecord(text: string | undefined): ServiceRecord | undefined {
  try {
    const {version, isOver} = JSON.parse(text ?? '') as Partial<Record<keyof ServiceRecord, unknown>>;
    if (typeof version !== 'string' || parseVersion(version) !== version) return undefined;
    return isOver === true ? {version, isOver} : {version};
  } catch {
    return undefined;
  }
}

/** Why an etcd cannot go on with the data that another left; undefined where it can. */
export function recordProblem({version: before}: ServiceRecord, version: string): string | undefined {
  if (has(before, 'v3Discovery') !== has(version, 'v3Discovery'))
    return `etcd ${before} wrote it, whose tokens are none to etcd ${version}`;
  if (compareVersions(version.replace(/\.\d+$/, '.0'), before.replace(/\.\d+$/, '.0')) >= 0) return undefined;
  return `etcd ${before} wrote it, and etcd ${version} is older`;
}
