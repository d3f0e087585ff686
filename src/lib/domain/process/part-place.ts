import type {Place} from '../inputs/place.js';
import type {Assignment} from './etcd-process.js';

/**
 * The place of a part of a value. Only where the value stands in its file as it is, or in one pair of quotes, is the
 * part known to stand at the same distance; else it is the place of the whole.
 */
export function placeOfPart({value, place, node}: Assignment, offset: number, length: number): Place {
  if (place.column === undefined || place.length === undefined) return place;
  if (node?.kind === 'scalar' && node.isFolded) return place;
  const quotes = place.length - value.length;
  if (quotes !== 0 && quotes !== 2) return place;
  return {...place, column: place.column + quotes / 2 + offset, length: Math.max(length, 1)};
}
