import {configOf, judgeConfigs, type Changes} from './judged.js';
import type {SpokenRow} from './spoken.js';

/** A row about several config files. */
export interface ConfigsRow extends Omit<SpokenRow, 'found'> {
  readonly members: readonly Changes[];
  readonly version?: string;
}

/** The row with the config files judged as one cluster. */
export function inConfigs({members, version, ...row}: ConfigsRow): SpokenRow {
  const options = version === undefined ? {} : {version};
  return {...row, found: () => judgeConfigs(members.map(configOf), options)};
}
