import {configOnlyKey} from '../etcd-settings/config-only-keys.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {Assignment, EtcdProcess, IgnoredAssignment} from './etcd-process.js';

export interface KeyWithoutFlag {
  readonly assignment: Assignment;
  readonly setting: EtcdSetting;
}

/**
 * Keys of a config file that etcd reads and no flag has. The process has no setting of that name, so they stand among
 * what has no effect; these have.
 */
export function keysWithoutFlag({ignored, version}: EtcdProcess): KeyWithoutFlag[] {
  return ignored.flatMap(({assignment, why}) => {
    const setting = why === 'unknown-key' ? configOnlyKey(assignment.written, version) : undefined;
    return setting === undefined ? [] : [{assignment, setting}];
  });
}

/** What has no effect indeed. */
export function ignoredOf({ignored, version}: EtcdProcess): IgnoredAssignment[] {
  return ignored.filter(
    ({assignment, why}) => why !== 'unknown-key' || configOnlyKey(assignment.written, version) === undefined,
  );
}
