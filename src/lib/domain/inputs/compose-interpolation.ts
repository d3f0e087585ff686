import type {Variable} from './input.js';
import {type MappedText, MappedTextBuilder} from './mapped-text.js';

/** A text of a compose file with its variables filled in. */
export interface Interpolated {
  readonly value: MappedText;
  /** Where a `$` begins no variable, in the text that was given: compose refuses the file. */
  readonly invalidAt?: number;
}

/** A variable of the `.env` beside the compose file; what else compose knows is in the environment of the user. */
export type ComposeVariables = (name: string) => Pick<Variable, 'value' | 'unresolved'> | undefined;

const NAME = /[A-Za-z_]\w*/y;
/** Variables within defaults within defaults. */
const MAX_DEPTH = 10;

function nameAt(text: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0];
}

/** Offset of the brace that closes the `${` at an offset; -1 where there is none. */
function closingBrace(text: string, start: number): number {
  const bracket = /\$\{|\}/g;
  bracket.lastIndex = start;
  let depth = 0;
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    depth += match[0] === '}' ? -1 : 1;
    if (depth === 0) return match.index;
  }
  return -1;
}

/** Offset behind the `$…` that begins at an offset. */
function endOf(text: string, at: number): number {
  if (text[at + 1] === '$') return at + 2;
  if (text[at + 1] === '{') return closingBrace(text, at) + 1 || text.length;
  return at + 1 + (nameAt(text, at + 1)?.length ?? 0);
}

/** What stands for a variable: its value, the text behind `:-`, or what nobody here knows. */
type Choice =
  | {readonly kind: 'value'; readonly value: string}
  | {readonly kind: 'word'; readonly word: MappedText}
  | {readonly kind: 'unresolved' | 'invalid'};

/** Whether the word behind an operator takes the place of the variable. */
const TAKES_WORD: Readonly<Record<string, (known: string | undefined) => boolean>> = {
  '-': known => known === undefined,
  ':-': known => known === undefined || known === '',
  '+': known => known !== undefined,
  ':+': known => known !== undefined && known !== '',
  '?': () => false,
  ':?': () => false,
};

function ofValue(known: string | undefined): Choice {
  return known === undefined ? {kind: 'unresolved'} : {kind: 'value', value: known};
}

/** Chooses between a value and the word of an expression such as `:-default`. */
function choose(known: string | undefined, expression: MappedText): Choice {
  const [operator = ''] = /^:?[-?+]/.exec(expression.text) ?? [];
  const takesWord = TAKES_WORD[operator];
  if (takesWord === undefined) return {kind: 'invalid'};
  if (takesWord(known)) return {kind: 'word', word: expression.slice(operator.length)};
  // Without the variable `+` stands for nothing, and `?` ends compose; it may be set where compose runs.
  return operator.endsWith('+') ? {kind: 'unresolved'} : ofValue(known);
}

class Interpolation {
  readonly #variables: ComposeVariables;
  readonly #depth: number;

  constructor(variables: ComposeVariables, depth = 0) {
    this.#variables = variables;
    this.#depth = depth;
  }

  of(value: MappedText): Interpolated {
    const {text} = value;
    const built = new MappedTextBuilder(value.lines);
    let done = 0;
    for (let at = text.indexOf('$'); at !== -1; at = text.indexOf('$', done)) {
      built.copy(value, done, at);
      done = endOf(text, at);
      const choice = this.#choiceAt(value, at, done);
      const word = choice.kind === 'word' ? this.#nested(choice.word) : undefined;
      if (choice.kind === 'invalid' || word?.invalidAt !== undefined) {
        return {value: value.asUnresolved(), invalidAt: at};
      }
      if (choice.kind === 'value') {
        built.put(choice.value, {of: value, start: at, end: done});
      } else if (word === undefined) {
        built.copyUnresolved(value, at, done);
      } else {
        built.copy(word.value, 0, word.value.text.length);
      }
    }
    return {value: built.copy(value, done, text.length).build()};
  }

  #choiceAt(value: MappedText, start: number, end: number): Choice {
    const {text} = value;
    if (text[start + 1] === '$') return {kind: 'value', value: '$'};
    const hasBraces = text[start + 1] === '{';
    const nameStart = start + (hasBraces ? 2 : 1);
    const name = nameAt(text, nameStart);
    if (name === undefined || (hasBraces && text[end - 1] !== '}')) return {kind: 'invalid'};
    const found = this.#variables(name);
    const known = found === undefined || found.unresolved ? undefined : found.value;
    const expression = value.slice(nameStart + name.length, hasBraces ? end - 1 : end);
    return expression.text === '' ? ofValue(known) : choose(known, expression);
  }

  #nested(word: MappedText): Interpolated {
    if (this.#depth >= MAX_DEPTH) return {value: word.asUnresolved()};
    return new Interpolation(this.#variables, this.#depth + 1).of(word);
  }
}

/**
 * Fills in variables as compose does it in every value: `$$` is a dollar sign, and a `$` before anything else than a
 * name or a brace is refused.
 * @see https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
 */
export function interpolate(value: MappedText, variables: ComposeVariables): Interpolated {
  return value.text.includes('$') ? new Interpolation(variables).of(value) : {value};
}
