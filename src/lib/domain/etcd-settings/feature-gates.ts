import {settingExists} from './lookup.js';
import type {VersionRange} from './types.js';
import {SINCE_3_6, SINCE_3_7} from './version-ranges.js';

/** A gate of `--feature-gates`. */
export interface FeatureGate {
  readonly name: string;
  readonly ranges: readonly VersionRange[];
  readonly isOn: boolean;
  /** Turned on by AllAlpha or AllBeta. */
  readonly stage: 'alpha' | 'beta';
}

/** @see https://github.com/etcd-io/etcd/blob/main/server/features/etcd_features.go */
const FEATURE_GATES: readonly FeatureGate[] = [
  {name: 'AllAlpha', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'AllBeta', ranges: SINCE_3_6, isOn: false, stage: 'beta'},
  {name: 'CompactHashCheck', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'FastLeaseKeepAlive', ranges: SINCE_3_7, isOn: true, stage: 'beta'},
  {name: 'InitialCorruptCheck', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'LeaseCheckpoint', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'LeaseCheckpointPersist', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'PriorityRequest', ranges: SINCE_3_7, isOn: false, stage: 'alpha'},
  {name: 'SetMemberLocalAddr', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'StopGRPCServiceOnDefrag', ranges: SINCE_3_6, isOn: false, stage: 'alpha'},
  {name: 'TxnModeWriteWithSharedBuffer', ranges: SINCE_3_6, isOn: true, stage: 'beta'},
];

/** The gates of a version, in the order of its help. */
export function featureGatesOf(version: string): FeatureGate[] {
  return FEATURE_GATES.filter(({name, ranges}) => settingExists({name, type: 'boolean', ranges}, version));
}

/** The gate of that name, in whichever version it exists. */
export function findFeatureGate(name: string): FeatureGate | undefined {
  return FEATURE_GATES.find(gate => gate.name === name);
}
