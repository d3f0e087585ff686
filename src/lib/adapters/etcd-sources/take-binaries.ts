import {promises as fs} from 'node:fs';
import {join} from 'node:path';

import {sourceFailure} from './tool.js';

/**
 * Moves programs from where they were unpacked. A link is refused: it could point anywhere, and making it executable
 * would reach through it.
 */
export async function takeBinaries(
  names: readonly string[],
  {from, to}: {from: string; to: string},
): Promise<void> {
  for (const name of names) {
    const path = join(from, name);
    const stat = await fs.lstat(path).catch(() => undefined);
    if (stat === undefined) throw sourceFailure(`it brings no ${name}`);
    if (!stat.isFile() || stat.nlink !== 1) throw sourceFailure(`its ${name} is not a plain file`);
    await fs.rename(path, join(to, name));
    await fs.chmod(join(to, name), 0o755);
  }
}
