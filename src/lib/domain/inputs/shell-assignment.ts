import type {ExpandedText} from './shell-expand.js';
import type {WordPart} from './shell-parts.js';
import type {WordToken} from './shell-tokens.js';
import type {ShellVariable} from './shell-variables.js';

/** `NAME=` or `NAME+=`, as a word begins that assigns. */
export interface AssignmentHead {
  readonly name: string;
  readonly appends: boolean;
  /** Characters up to the value. */
  readonly length: number;
}

export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** Undefined where the word does not assign. */
export function assignmentHead({parts: [first]}: WordToken): AssignmentHead | undefined {
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const match = /^([A-Za-z_]\w*)(\+)?=/.exec(first.text);
  if (match === null) return undefined;
  const [written, name = '', plus] = match;
  return {name, appends: plus !== undefined, length: written.length};
}

/** The parts of the value. */
export function valueParts({parts: [first, ...others]}: WordToken, {length}: AssignmentHead): WordPart[] {
  return first?.kind === 'text' ? [{...first, text: first.text.slice(length)}, ...others] : others;
}

/** What a variable has once a text is added to it. */
export function appended(
  before: ShellVariable | undefined,
  {text, unresolved}: ExpandedText,
): {readonly value: string; readonly unresolved?: true} {
  // What the environment has of it, nobody knows.
  const isUnknown = unresolved || before === undefined || before.variable.unresolved === true;
  const value = `${before?.variable.value ?? ''}${text}`;
  return isUnknown ? {value, unresolved: true} : {value};
}
