import {memberConfig, memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** A row without its files. */
type Claim = Omit<TruthRow, 'files'>;

/** A lone member with further flags. */
export function withFlags(words: string, claim: Claim): TruthRow {
  return {...claim, files: place => memberScript(place, words)};
}

/** A lone member with further lines in its config file. */
export function withKeys(lines: string, claim: Claim): TruthRow {
  return {...claim, files: place => memberConfig(place, lines)};
}

/** A lone member with further variables. */
export function withVariables(lines: string, claim: Claim): TruthRow {
  return {...claim, files: place => memberVariables(place, lines)};
}
