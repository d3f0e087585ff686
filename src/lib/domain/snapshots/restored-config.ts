import type {ConfigObject} from '../config/encode.js';

/** Where a restored member has its data when it starts. */
export interface RestoredPlace {
  readonly dataDir: string;
  readonly walDir?: string | undefined;
}

/**
 * The config of a member for data that a restore has made. Started where these are not there, etcd would begin an empty
 * cluster as `new`; as `existing` it looks for the others and ends. On the data itself it heeds neither.
 */
export function asRestored(config: ConfigObject, {dataDir, walDir}: RestoredPlace): ConfigObject {
  return {
    ...config,
    'data-dir': dataDir,
    ...(walDir === undefined ? {} : {'wal-dir': walDir}),
    'initial-cluster-state': 'existing',
  };
}
