import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {Variable} from './input.js';

/** How an env file is read. */
export type EnvDialect =
  /** `EnvironmentFile=` of a unit. */
  | 'systemd'
  /** `. file`, with `set -a` or `export`. */
  | 'shell'
  /** `docker run --env-file`. */
  | 'docker'
  /** `env_file:` of compose, `--env-file` of podman, the `.env` of foreman and its kin. */
  | 'dotenv';

export interface EnvFile {
  readonly variables: readonly Variable[];
  /** What this reader takes in another way than the file means it. */
  readonly findings: readonly Finding[];
}

/** More of them say nothing new. */
export const MOST_FINDINGS = 100;

/** A line that systemd, a shell and compose read alike. */
export function assignmentLine(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return printable(`${name}=${value}`);
  return printable(`${name}="${value.replace(/["\\$`]/g, character => `\\${character}`)}"`);
}
