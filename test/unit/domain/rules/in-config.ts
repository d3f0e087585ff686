import {configOf, judgeConfigs, type Changes} from './judged.js';
import type {SpokenRow} from './spoken.js';

/** A row about one config file. */
export interface ConfigRow extends Omit<SpokenRow, 'found'> {
  readonly changes: Changes;
  readonly version?: string;
}

/** The row with the config file judged. */
export function inConfig({changes, version, ...row}: ConfigRow): SpokenRow {
  const options = version === undefined ? {} : {version};
  return {...row, found: () => judgeConfigs([configOf(changes)], options)};
}
