import {resolve} from 'node:path';

import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import type {Services} from './services.js';

const MAX_BYTES = 4096;

export interface SecretFile {
  /** As it was typed. */
  readonly file: string;
  /** Without dashes. */
  readonly flag: string;
  /** `password` */
  readonly what: string;
}

/** The secret on the first line of a file. */
export async function secretIn(
  {files, cwd}: Pick<Services, 'cwd' | 'files'>,
  {file, flag, what}: SecretFile,
): Promise<string> {
  const text = await files.readText(resolve(cwd, file), MAX_BYTES);
  const line = text?.split(/\r?\n/, 1)[0];
  if (line !== undefined && line !== '') return line;
  const why = text === undefined ? 'is not there' : 'has an empty first line';
  throw new OpsError('E_USAGE', `--${flag}: ${printable(file, 500)} ${why}`, {
    hints: [`write the ${what} on the first line of the file`],
  });
}
