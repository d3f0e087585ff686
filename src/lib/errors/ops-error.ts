import {ERROR_CATALOG, type ErrorCode} from './catalog.js';

export interface OpsErrorOptions {
  /** What to do next; the first one is the command to type. */
  readonly hints?: readonly string[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error that etcdops raises on purpose: its message says what is wrong with the value seen, its
 * hints what to type next. Anything else that reaches the top is a bug.
 */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly code: ErrorCode;
  readonly hints: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly exitCode: number;

  constructor(code: ErrorCode, message: string, options: OpsErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : {cause: options.cause});
    this.code = code;
    this.hints = options.hints ?? [];
    this.details = options.details ?? {};
    this.exitCode = ERROR_CATALOG[code].exitCode;
  }
}

/** The system error code (`ENOENT`, `EACCES`, …) of a failed call, if it has one. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A one-line text for any thrown value. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
