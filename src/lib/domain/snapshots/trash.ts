import {numberedNames} from './file-name.js';
import {manifestPathOf} from './manifest.js';

/**
 * Names that a snapshot may get in the trash, without end. What is there may have had the same name.
 * @param trashed names of what is there
 */
export function* placesInTrash(name: string, trashed: readonly string[]): Generator<string> {
  for (const place of numberedNames(name)) if (!trashed.includes(manifestPathOf(place))) yield place;
}

/**
 * Names that a manifest may get there whose snapshot went before, or never came: beside the snapshot that lacks one, the
 * last that went first, then where nothing is.
 * @param name of its snapshot
 */
export function* placesOfManifest(name: string, trashed: readonly string[]): Generator<string> {
  const [gone, free]: [string[], string[]] = [[], []];
  for (const place of numberedNames(name)) {
    const isThere = trashed.includes(place);
    if (isThere) gone.unshift(place);
    else free.push(place);
    if (!isThere && !trashed.includes(manifestPathOf(place))) break;
  }
  for (const place of [...gone, ...free]) yield manifestPathOf(place);
}
