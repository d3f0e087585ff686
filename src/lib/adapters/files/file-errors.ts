import {dirname} from 'node:path';

import {printable} from '../../domain/text/printable.js';
import {shellQuote} from '../../domain/text/shell-quote.js';
import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'no file of this user may become so large (ulimit -f)',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name stands there',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'it is a link that leads back to itself',
};

/** What a failed write means to the user: which path, and why. */
export function writeError(path: string, error: unknown): OpsError {
  const systemCode = systemErrorCode(error);
  const reason = REASONS[systemCode ?? ''] ?? errorMessage(error);
  const isDenied = systemCode === 'EACCES' || systemCode === 'EPERM';
  return new OpsError(isDenied ? 'E_NO_ACCESS' : 'E_WRITE_FAILED', `cannot write ${path}: ${reason}`, {
    cause: error,
    details: {path, systemCode},
    hints: isDenied ? [ASK_THE_OWNER] : hintsFor(systemCode, path),
  });
}

function hintsFor(systemCode: string | undefined, path: string): string[] {
  if (systemCode === 'EEXIST')
    return [`move it out of the way; what it is: ls -ld ${shellQuote(printable(path, 500))}`];
  return systemCode === 'ENOSPC' || systemCode === 'EDQUOT' ? [makeRoom(path)] : [];
}

function makeRoom(path: string): string {
  return `make room, then the same line again; how much there is: df -h ${shellQuote(printable(dirname(path), 500))}`;
}

const ASK_THE_OWNER = 'run it as the user who owns the folder (ls -ld tells who), or with sudo';

/** What kind of file it is whoever wanted it knows better, and says so in its own words. */
export function unreadable(path: string, message: string, cause?: unknown): OpsError {
  return new OpsError('E_FILE_UNREADABLE', message, {
    cause,
    details: {path},
    hints: [`ls -ld ${shellQuote(printable(path, 500))} shows what is there`],
  });
}

/** State folders are private: whoever may not read one is told so. */
export function readError(path: string, error: unknown): unknown {
  const code = systemErrorCode(error);
  if (code === 'ELOOP' || code === 'ENAMETOOLONG') {
    const message = `cannot read ${printable(path)}: ${REASONS[code]}`;
    return unreadable(path, message, error);
  }
  if (code !== 'EACCES') return error;
  const options = {cause: error, hints: [ASK_THE_OWNER], details: {path}};
  return new OpsError('E_NO_ACCESS', `cannot read ${path}: permission denied`, options);
}
