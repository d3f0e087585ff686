import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {RenderedFile} from '../queries/render-artifacts.js';

/** Writes a file that follows from the spec, and the folder that it stands in. */
export async function writeArtifact(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  {path, text, mode}: RenderedFile,
): Promise<void> {
  const target = join(folder, path);
  await files.ensureDir(join(target, '..'));
  await files.writeAtomic(target, text, {mode});
}
