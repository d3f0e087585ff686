import {execFileSync} from 'node:child_process';

/** Runs openssl in a folder; a failure throws. */
export function openssl(dir: string, ...args: readonly string[]): string {
  return execFileSync('openssl', args, {cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}
