import {printable} from '../domain/text/printable.js';
import {wrapWords} from '../domain/text/wrap-words.js';
import {errorMessage, OpsError} from '../errors/ops-error.js';
import {EXIT} from '../errors/catalog.js';
import type {ViewOptions} from '../views/view.js';

/** oclif reports wrong flags and unknown commands with an error that carries `oclif.exit`. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error;
}

/** oclif puts a frame around the message, and shows what a flag was parsed to instead of what was typed. */
function usageMessage(error: Error): string {
  return (
    error.message
      .replace(/^The following errors? occurred:\s*/, '')
      .replace(/^Parsing --\S+\s+/, '')
      .replace(/=(?:\[object Object\],?)+/g, '')
      .replace(/(--[\w-]+)=true /g, '$1 ')
      .replace(/^Missing required flag (?=\w)/, 'Missing required flag --')
      .replace(/\n?See more help with --help$/, '')
      // oclif's colour codes
      .replace(/\u001b\[[0-9;]*m/g, '')
      .trim()
  );
}

/** oclif writes its frame into the message of an error that a flag's own parser threw. */
function unframed(error: OpsError): OpsError {
  if (!error.message.startsWith('Parsing --')) return error;
  const {code, hints, details} = error;
  return new OpsError(code, usageMessage(error), {hints, details, cause: error});
}

/** Whatever was thrown, as the error that a user sees. What etcdops did not expect is a bug and says so. */
export function toOpsError(error: unknown, commandId?: string): OpsError {
  if (error instanceof OpsError) return unframed(error);
  if (isUsageError(error)) {
    return new OpsError('E_USAGE', usageMessage(error), {
      cause: error,
      hints: [
        commandId === undefined
          ? 'etcdops --help'
          : `etcdops ${commandId.replaceAll(':', ' ')} --help shows its flags`,
      ],
    });
  }
  return new OpsError('E_BUG', errorMessage(error), {
    cause: error,
    hints: ['run it again with --verbose and report the output: this is a bug in etcdops'],
  });
}

export interface ErrorObject {
  readonly schemaVersion: 1;
  readonly error: {
    code: string;
    message: string;
    hints: readonly string[];
    exitCode: number;
    details?: object;
  };
}

export function toErrorObject(error: OpsError): ErrorObject {
  const {code, message, hints, exitCode, details} = error;
  return {
    schemaVersion: 1,
    error: {code, message, hints, exitCode, ...(Object.keys(details).length === 0 ? {} : {details})},
  };
}

/** The error as text: what is wrong, then what to type. A bug also shows its stack. */
export function formatError(error: OpsError, {color, width}: ViewOptions): string {
  const paint = (code: number, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  // A message may repeat what was typed or read, and have several lines.
  const shown = (text: string): string =>
    text
      .split('\n')
      .map(line => printable(line, Infinity))
      .join('\n');
  // Wrapped before it is painted: what gives it its colour takes no room.
  const message = wrapWords(`Error ${error.code}: ${shown(error.message)}`, width, '  ').replace(
    /^Error(\s+)[^\s:]+/,
    `${paint(31, 'Error')}$1${paint(2, error.code)}`,
  );
  const lines = [message];
  // Whole: a part of a line to be typed may be another one that does something else.
  for (const hint of error.hints) lines.push(`  ${paint(36, '→')} ${shown(hint)}`);
  if (error.exitCode === EXIT.bug && error.cause instanceof Error) lines.push('', error.cause.stack ?? '');
  return lines.join('\n');
}
