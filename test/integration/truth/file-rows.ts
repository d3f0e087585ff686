import {memberConfig, type Changes} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

/** URLs of a row's own member, and of nobody. */
export interface RowUrls {
  readonly client: string;
  readonly peer: string;
  readonly other: string;
}

function rowUrls({clientPort, peerPort, otherPort}: TruthPlace): RowUrls {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return {client: at(clientPort), peer: at(peerPort), other: at(otherPort)};
}

/** What a row changes in the config file of a lone member. */
export interface FileRow extends Omit<TruthRow, 'files'> {
  readonly changes: (urls: RowUrls, place: TruthPlace) => Changes;
}

/** YAML takes some of these values for something else, or for a remark, unless they stand in quotes. */
function inQuotes(changes: Changes): Changes {
  const entries = Object.entries(changes);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value === null || value.startsWith('{') ? value : JSON.stringify(value),
    ]),
  );
}

/** The row with its config file. */
export function inFile({changes, ...row}: FileRow): TruthRow {
  return {...row, files: place => memberConfig(place, '', inQuotes(changes(rowUrls(place), place)))};
}
