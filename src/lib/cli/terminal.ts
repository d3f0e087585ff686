import {OpsError} from '../errors/ops-error.js';

export interface WithoutTerminal {
  /** With `--json` nothing is asked either. */
  readonly json: boolean;
  /** The command that needs no answer. */
  readonly instead: string;
}

/** For a command that can do nothing but ask. Throws E_NEEDS_INPUT where nobody can answer. */
export function assertTerminal(what: string, {json, instead}: WithoutTerminal): void {
  if (!json && process.stdin.isTTY === true && process.stderr.isTTY === true) return;
  const why = json ? 'with --json nothing is asked' : 'there is no terminal to answer on';
  throw new OpsError('E_NEEDS_INPUT', `${what}, and ${why}`, {hints: [instead]});
}
