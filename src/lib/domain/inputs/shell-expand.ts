import type {Place} from './place.js';
import {scriptFolder} from './script-folder.js';
import type {ParameterPart, WordPart} from './shell-parts.js';
import type {ShellVariables} from './shell-variables.js';

/** A text with its variables in place; parts that nobody knows stand in it as written. */
export interface ExpandedText {
  readonly text: string;
  readonly unresolved: boolean;
  /** It has quotes of its own, as in `${A:-"b c"}`. */
  readonly isQuoted?: boolean;
}

/** Texts between which a shell begins a new word. */
type Fields = readonly ExpandedText[];

/** Variables that name each other may grow without end: more than this is left as written. */
const LONGEST_VALUE = 64 * 1024;
const LONGEST_SUM = 4 * 1024 * 1024;

/** Puts the values of variables into words. */
export class ShellExpander {
  readonly #variables: ShellVariables;
  #left = LONGEST_SUM;
  /** Of what is read now: `${A:=x}` sets A there. */
  #place: Place = {file: ''};

  constructor(variables: ShellVariables) {
    this.#variables = variables;
  }

  /** As a shell takes the value of an assignment: one text, whatever blanks it has. */
  text(parts: readonly WordPart[], place: Place): ExpandedText {
    this.#place = place;
    return this.#join(parts);
  }

  #join(parts: readonly WordPart[]): ExpandedText {
    const pieces = parts.map((part, index) => this.#textOf(part, index));
    return {
      text: pieces.map(({text}) => text).join(''),
      unresolved: pieces.some(({unresolved}) => unresolved),
    };
  }

  /** As a shell takes a word of a command: none, one or several. */
  words(parts: readonly WordPart[], place: Place): Fields {
    this.#place = place;
    const fields: ExpandedText[] = [];
    let open: ExpandedText | undefined;
    for (const [index, part] of parts.entries()) {
      for (const [at, piece] of this.#fieldsOf(part, index).entries()) {
        if (at > 0 && open !== undefined) fields.push(open);
        open = at > 0 ? piece : joined(open, piece);
      }
    }
    return open === undefined ? fields : [...fields, open];
  }

  /** What a part adds to a word; what is behind the first begins another one. */
  #fieldsOf(part: WordPart, index: number): readonly (ExpandedText | undefined)[] {
    const elements = part.kind === 'parameter' && part.isList ? this.#elementsOf(part) : undefined;
    if (elements !== undefined) return elements;
    const expanded = this.#textOf(part, index);
    const isOne = part.quoted || part.kind !== 'parameter' || expanded.unresolved || expanded.isQuoted;
    return isOne ? [expanded] : fieldsOf(expanded.text);
  }

  #elementsOf({name, written}: ParameterPart): Fields | undefined {
    const elements = this.#variables.find(name)?.elements;
    if (elements === undefined) return undefined;
    const size = elements.reduce((sum, {text}) => sum + text.length + 1, 0);
    if (size > this.#left) return [{text: written, unresolved: true}];
    this.#left -= size;
    return elements.map(({text, unresolved}) => ({text, unresolved: unresolved === true}));
  }

  #textOf(part: WordPart, index: number): ExpandedText {
    switch (part.kind) {
      case 'text':
        // The home folder of whoever runs it.
        return {text: part.text, unresolved: index === 0 && !part.quoted && part.text.startsWith('~')};
      case 'parameter':
        return this.#bounded(this.#valueOf(part), part.written);
      case 'unknown':
        return this.#bounded(this.#folder(part.written), part.written);
    }
  }

  #folder(written: string): ExpandedText | undefined {
    const valueOf = (name: string): string | undefined => {
      const {variable, isUnset} = this.#variables.find(name) ?? {};
      return isUnset || variable?.unresolved ? undefined : variable?.value;
    };
    const folder = scriptFolder(written, {script: valueOf('0'), folder: valueOf('PWD')});
    return folder === undefined ? undefined : resolved(folder);
  }

  #bounded(value: ExpandedText | undefined, written: string): ExpandedText {
    if (value === undefined || value.text.length > Math.min(LONGEST_VALUE, this.#left))
      return {text: written, unresolved: true};
    this.#left -= value.text.length;
    return value;
  }

  /** Undefined where only the machine knows. */
  #valueOf(part: ParameterPart): ExpandedText | undefined {
    const {name, operator} = part;
    const found = this.#variables.find(name);
    if (found === undefined) return this.#variables.isOpen ? undefined : this.#defaultOf(part);
    const {variable, isUnset} = found;
    if (variable.unresolved) return undefined;
    const isUsed = !isUnset && !(operator.startsWith(':') && variable.value === '');
    if (operator.endsWith('+')) return isUsed ? this.#argumentOf(part) : resolved('');
    if (isUsed) return resolved(variable.value);
    return operator === '' ? resolved('') : this.#defaultOf(part);
  }

  /** What stands behind the operator for a variable that has no value. */
  #defaultOf(part: ParameterPart): ExpandedText | undefined {
    const {name, operator} = part;
    if (!operator.endsWith('-') && !operator.endsWith('=')) return undefined;
    const value = this.#argumentOf(part);
    if (operator.endsWith('=') && value !== undefined)
      this.#variables.assign({name, value: value.text, place: this.#place});
    return value;
  }

  #argumentOf({argument}: ParameterPart): ExpandedText | undefined {
    const {text, unresolved} = this.#join(argument);
    return unresolved ? undefined : {...resolved(text), isQuoted: argument.some(({quoted}) => quoted)};
  }
}

function resolved(text: string): ExpandedText {
  return {text, unresolved: false};
}

function joined(left: ExpandedText | undefined, right: ExpandedText | undefined): ExpandedText | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return {text: left.text + right.text, unresolved: left.unresolved || right.unresolved};
}

/** Splits at blanks; undefined at an end means that a blank stands there. */
function fieldsOf(text: string): readonly (ExpandedText | undefined)[] {
  if (text === '') return [];
  return text.split(/[ \t\n]+/).map(field => (field === '' ? undefined : {text: field, unresolved: false}));
}
