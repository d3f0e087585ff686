import type {Variable} from './input.js';
import {type MappedText, MappedTextBuilder} from './mapped-text.js';
import type {Place} from './place.js';

/** The variables of a container as far as they have been read. */
export interface ContainerVariables {
  readonly byName: ReadonlyMap<string, Variable>;
  /** A list of variables that is not in the manifest is taken over. */
  readonly isOpen: boolean;
}

export interface Unset {
  readonly name: string;
  readonly place: Place;
  /** In the text with everything filled in. */
  readonly start: number;
  readonly end: number;
}

export interface Filled {
  readonly value: MappedText;
  /** Names that no variable has, and where they stand; they stay in the text as they are. */
  readonly unset: readonly Unset[];
}

/** Of every service of the namespace. */
const SERVICE_VARIABLE = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_\w+)?)$/;

/** `$$`, `$(NAME)` and their offsets. */
function* referencesIn(text: string): Generator<{start: number; end: number; name: string}> {
  for (let start = text.indexOf('$'); start !== -1; start = text.indexOf('$', start)) {
    const next = text[start + 1];
    const close = next === '(' ? text.indexOf(')', start) : -1;
    // Without an end there is none further on either.
    if (next === '(' && close === -1) return;
    const end = close === -1 ? start + 2 : close + 1;
    if (next === '$') yield {start, end, name: '$'};
    else if (next === '(') yield {start, end, name: text.slice(start + 2, close)};
    start = end;
  }
}

/**
 * Fills in `$(NAME)` as Kubernetes does it in words and values.
 * @see https://github.com/kubernetes/kubernetes/blob/master/third_party/forked/golang/expansion/expand.go
 */
export function fillReferences(value: MappedText, {byName, isOpen}: ContainerVariables): Filled {
  const {text} = value;
  if (!text.includes('$')) return {value, unset: []};
  const built = new MappedTextBuilder(value.lines);
  const unset: Unset[] = [];
  let done = 0;
  for (const {start, end, name} of referencesIn(text)) {
    const found: Pick<Variable, 'value' | 'unresolved'> | undefined =
      name === '$' ? {value: '$'} : byName.get(name);
    built.copy(value, done, start);
    done = end;
    if (found !== undefined && !found.unresolved) {
      built.put(found.value, {of: value, start, end});
    } else if (found !== undefined || isOpen || SERVICE_VARIABLE.test(name)) {
      built.copyUnresolved(value, start, end);
    } else {
      const {length} = built;
      unset.push({name, place: value.placeOf(start, end - start), start: length, end: length + end - start});
      built.copy(value, start, end);
    }
  }
  return {value: built.copy(value, done, text.length).build(), unset};
}
