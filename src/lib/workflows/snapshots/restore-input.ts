import {isAbsolute, resolve} from 'node:path';

import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {SnapshotRestoreInput} from './restore-facts.js';
import type {RestoreToInput} from './restore-to.js';

/** What the line says, as far as it says anything. */
export interface RestoreLine {
  readonly path?: string | undefined;
  readonly 'from-data'?: readonly string[] | undefined;
  readonly token?: string | undefined;
  readonly 'bump-revision'?: number | undefined;
  readonly 'no-bump': boolean;
  readonly 'yes-other-cluster': boolean;
  readonly 'skip-hash-check': boolean;
  readonly 'keep-alarms': boolean;
}

export function restoreInput(cwd: string, line: RestoreLine): SnapshotRestoreInput {
  const {path, token, 'from-data': names} = line;
  if (path !== undefined && names !== undefined)
    throw new OpsError('E_USAGE', `${printable(path, 500)} and --from-data are two sources`, {
      hints: ['name a snapshot, or data directories'],
    });
  const bump = line['no-bump'] ? 'none' : line['bump-revision'];
  return {
    ...(path === undefined ? {} : {path: resolve(cwd, path)}),
    ...(path === undefined || isAbsolute(path) ? {} : {typed: path}),
    ...(names === undefined ? {} : {fromData: names.map(name => ({name, path: resolve(cwd, name)}))}),
    ...(token === undefined ? {} : {token}),
    ...(bump === undefined ? {} : {bump}),
    yesOtherCluster: line['yes-other-cluster'],
    skipHashCheck: line['skip-hash-check'],
    keepAlarms: line['keep-alarms'],
  };
}

export interface RestoreToLine extends RestoreLine {
  readonly to: string;
  readonly name?: string | undefined;
  readonly 'dry-run': boolean;
}

export function restoreToInput(cwd: string, line: RestoreToLine): RestoreToInput {
  const {keepAlarms: _, ...input} = restoreInput(cwd, line);
  return {...input, dir: resolve(cwd, line.to), name: line.name, dryRun: line['dry-run']};
}
