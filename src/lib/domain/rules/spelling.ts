import {shown} from './wording.js';

export {enumerated} from './wording.js';

/** A value from outside inside a sentence, with room for a path. */
export function quoted(value: string): string {
  return shown(value, 120);
}
