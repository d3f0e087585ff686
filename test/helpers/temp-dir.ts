import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {onDispose} from './disposal.js';

/** A fresh folder, removed when the test (or, from `beforeAll`, the file) has ended. The path has no symbolic links. */
export function tempDir(label = 'test'): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), `etcdops-${label}-`)));
  onDispose(() => rmSync(dir, {recursive: true, force: true, maxRetries: 5, retryDelay: 50}));
  return dir;
}
