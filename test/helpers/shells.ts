import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A shell to test with. bash is everywhere; the others come from a variable or from PATH. Throws where there is none: a
 * test never skips.
 */
export function programOf(shell: Shell): string {
  const variable = `ETCDOPS_TEST_${shell.toUpperCase()}`;
  const given = process.env[variable];
  if (given !== undefined) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map(folder => join(folder, shell)).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    `no ${shell}: \`npm test\` fetches it (scripts/test-tools.mjs), or name one in ${variable}, or apt-get install ${shell}`,
  );
}
