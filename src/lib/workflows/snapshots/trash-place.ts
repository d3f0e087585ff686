import {basename, dirname, join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {SNAPSHOTS_TRASH_DIR} from '../../domain/layout/layout.js';
import {innermostMount} from '../../domain/machine/mounts.js';
import {trashName} from '../../domain/snapshots/file-name.js';

export interface TrashPlace {
  /** Where snapshots are moved to; absolute. */
  readonly folder: string;
  /** Where they may have been moved to before; absolute. */
  readonly former: readonly string[];
}

/**
 * Nothing is renamed from one disk to another: the trash is beside the folder of the snapshots, but in it where that is a
 * link or a disk of its own.
 * @param place `kept` is the folder of the snapshots, absolute; `key` tells clusters apart that share one by links
 */
export async function trashPlace(
  {files}: Pick<Adapters, 'files'>,
  {specFolder, kept, key}: {specFolder: string; kept: string; key: string},
): Promise<TrashPlace> {
  const beside = join(specFolder, SNAPSHOTS_TRASH_DIR);
  const [parent, ...paths] = await Promise.all(
    [dirname(kept), kept, beside].map(path => files.canonicalPath(path)),
  );
  const mounts = await files.mountPoints();
  const [keptOn, besideOn] = paths.map(path => innermostMount(path, mounts));
  const isLink = paths[0] !== join(parent!, basename(kept));
  if (!isLink && keptOn === besideOn) return {folder: beside, former: []};
  return {folder: join(kept, trashName(key)), former: [beside]};
}
