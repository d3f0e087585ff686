import {posix} from 'node:path';

import type {Branch, Variable, Word} from './input.js';
import type {Place} from './place.js';
import {appended, assignmentHead, isName, valueParts} from './shell-assignment.js';
import {ShellExpander, type ExpandedText} from './shell-expand.js';
import type {WordPart} from './shell-parts.js';
import type {WordToken} from './shell-tokens.js';
import {ShellVariables, type ExportedVariables} from './shell-variables.js';

/** A text in a shell's language and where it stands in its file. */
export interface ShellText {
  readonly text: string;
  /** Place of a part of `text`. */
  readonly placeOf: (offset: number, length: number) => Place;
}

/** One simple command: `A=1 B=2 program word …`. */
export interface ShellCommand {
  /** For this program alone; where there are no `words`: set from here on, as by `A=1` or `export A=1`. */
  readonly assignments: readonly Variable[];
  readonly words: readonly Word[];
  /** What the script exported before; `listExported` makes a list of it. */
  readonly exported: ExportedVariables | undefined;
  /** Where the last `cd` went to; as written where only the machine knows. */
  readonly folder?: string;
  /** The conditions under which it runs. */
  readonly branches?: readonly Branch[];
  /** Nothing behind it runs: it is the program that the shell becomes. */
  readonly isLast?: true;
  /** A file that it read was not there: more variables may be set, and to other values. */
  readonly isIncomplete?: true;
  readonly place: Place;
}

interface Running {
  readonly placeOf: ShellText['placeOf'];
  /** It stands behind `||` or a test. */
  readonly mayNotRun: boolean;
}

/** An assignment before it is known whether it lasts. */
interface Assigned {
  readonly variable: Variable;
  readonly elements?: Word[];
}

/** Programs that read what follows as assignments. */
const DECLARATIONS: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);
/** A longer array is taken for one that nobody knows. */
const MOST_ELEMENTS = 300;
/** No script goes to so many folders; where the next ones lead is not followed. */
const MOST_FOLDERS = 200;

/** Does what simple commands do to the variables of a script. */
export class CommandRunner {
  readonly variables: ShellVariables;
  readonly #expander: ShellExpander;
  #folderCount = 0;

  constructor(known: ReadonlyMap<string, string>) {
    this.variables = new ShellVariables(known);
    this.#expander = new ShellExpander(this.variables);
  }

  /** @param tokens at least one */
  run(tokens: readonly WordToken[], running: Running): ShellCommand {
    const program = tokens.findIndex(token => assignmentHead(token) === undefined);
    const leading = program === -1 ? tokens : tokens.slice(0, program);
    const words = tokens.slice(leading.length).flatMap(token => this.#wordsOf(token, running.placeOf));
    const command = this.#command(tokens, words, running);
    if (words.length === 0) return {...command, assignments: this.#assignAll(leading, running)};
    const [{text: name}, option] = words as [Word, ...Word[]];
    if (DECLARATIONS.has(name)) {
      const isExported = name === 'export' || option?.text === '-x';
      const assignments = this.#declare(tokens.slice(leading.length + 1), {...running, isExported});
      return {...command, words: [], assignments};
    }
    const assignments = this.#assignForOne(leading, running);
    this.#builtin(words, running);
    return {...command, assignments};
  }

  /** As in a here-document: one text, with what is known filled in. */
  textOf(parts: readonly WordPart[]): ExpandedText {
    return this.#expander.text(parts, {file: ''});
  }

  #command(tokens: readonly WordToken[], words: readonly Word[], {placeOf}: Running): ShellCommand {
    const [first, last] = [tokens[0]!, tokens.at(-1)!];
    const folder = this.variables.find('PWD')?.variable;
    const branches = this.variables.branches();
    const isLast = words[0]?.text === 'exec' && words.length > 1 && this.variables.scope !== 'subshell';
    return {
      assignments: [],
      words,
      exported: this.variables.exported,
      ...(folder === undefined ? {} : {folder: folder.value}),
      ...(this.variables.isOpen ? {isIncomplete: true} : {}),
      ...(branches.length === 0 ? {} : {branches}),
      ...(isLast ? {isLast} : {}),
      place: placeOf(first.offset, last.offset + last.length - first.offset),
    };
  }

  #wordsOf(token: WordToken, placeOf: ShellText['placeOf']): Word[] {
    const place = placeOf(token.offset, token.length);
    return this.#expander
      .words(token.parts, place)
      .map(({text, unresolved}) => ({text, place, ...(unresolved ? {unresolved} : {})}));
  }

  #assignAll(tokens: readonly WordToken[], running: Running): Variable[] {
    return tokens.map(token => this.#assign(token, {...running, isExported: false}));
  }

  /** Later ones of the same command see the earlier ones, and nobody else does. */
  #assignForOne(tokens: readonly WordToken[], running: Running): Variable[] {
    if (tokens.length === 0) return [];
    this.variables.open('subshell');
    const variables = this.#assignAll(tokens, {...running, mayNotRun: false});
    this.variables.close('subshell');
    return variables;
  }

  #assign(token: WordToken, {isExported, mayNotRun, placeOf}: Running & {isExported: boolean}): Variable {
    const {variable, elements} = this.#evaluate(token, placeOf);
    const kept: Variable = mayNotRun ? {...variable, unresolved: true} : variable;
    this.variables.assign(kept, {isExported, ...(elements === undefined || mayNotRun ? {} : {elements})});
    return kept;
  }

  #evaluate(token: WordToken, placeOf: ShellText['placeOf']): Assigned {
    const head = assignmentHead(token) ?? {name: '', appends: false, length: 0};
    const {name, appends} = head;
    const start = token.length > head.length ? head.length : 0;
    const place = placeOf(token.offset + start, token.length - start);
    const before = appends ? this.variables.find(name) : undefined;
    if (token.elements !== undefined) {
      const added = token.elements.flatMap(element => this.#wordsOf(element, placeOf));
      return listVariable({name, place}, [...(before?.elements ?? []), ...added]);
    }
    const value = this.#expander.text(valueParts(token, head), place);
    if (appends) return {variable: {name, place, ...appended(before, value)}};
    return {variable: {name, place, value: value.text, ...(value.unresolved ? {unresolved: true} : {})}};
  }

  /** `export A=1 B`: what follows is read as assignments are. */
  #declare(tokens: readonly WordToken[], running: Running & {isExported: boolean}): Variable[] {
    return tokens.flatMap(token => {
      if (assignmentHead(token) !== undefined) return [this.#assign(token, running)];
      return this.#wordsOf(token, running.placeOf)
        .filter(({text}) => isName(text))
        .map(word => this.#declareName(word, running.isExported));
    });
  }

  #declareName({text: name, place}: Word, isExported: boolean): Variable {
    const found = this.variables.find(name);
    const variable = found?.variable ?? {name, value: `$${name}`, place, unresolved: true};
    // What the environment has is exported as it is.
    if (isExported && found?.isKnown !== true) this.variables.assign(variable, {isExported});
    return variable;
  }

  #builtin(words: readonly Word[], running: Running): void {
    const [program, ...rest] = words;
    switch (program!.text) {
      case 'set':
        this.#set(rest);
        break;
      case 'cd':
      case 'pushd':
        this.#changeFolder(rest, {...running, place: program!.place});
        break;
      case 'unset':
        for (const {text: name, place} of rest) {
          if (isName(name)) this.variables.unset({name, value: '', place});
        }
        break;
      case 'read':
      case 'getopts':
        for (const word of rest.filter(({text}) => isName(text))) this.leaveOpen(word);
        break;
    }
  }

  /** Only the machine knows what the variable holds from here on. */
  leaveOpen({text: name, place}: Word): void {
    this.variables.assign({name, value: `$${name}`, place, unresolved: true});
  }

  #set(words: readonly Word[]): void {
    for (const [index, {text}] of words.entries()) {
      if (text === '--') break;
      const isOption = /^[-+][A-Za-z]+$/.test(text);
      const isAll =
        isOption && (text.includes('a') || (text.endsWith('o') && words[index + 1]?.text === 'allexport'));
      if (isAll) this.variables.exportsAll = text.startsWith('-');
    }
  }

  #changeFolder(words: readonly Word[], {mayNotRun, place}: Running & {place: Place}): void {
    const target = words.find(({text}) => !/^-[A-Za-z-]*$/.test(text)) ?? HOME;
    const before = this.variables.find('PWD')?.variable;
    const script = this.variables.find('0')?.variable.value;
    const from = before ?? {value: script === undefined ? '' : posix.dirname(script)};
    this.#folderCount++;
    const isFollowed = this.#folderCount <= MOST_FOLDERS;
    const folder = isFollowed ? folderBehind(target, from) : {...target, unresolved: true as const};
    const unresolved = mayNotRun || folder.unresolved === true;
    this.variables.assign({name: 'PWD', value: folder.text, place, ...(unresolved ? {unresolved} : {})});
  }
}

const HOME = {text: '~', unresolved: true} as const;

/** Where `cd` leads to; a relative folder is one that only the machine can place. */
function folderBehind(
  target: {readonly text: string; readonly unresolved?: true},
  from: {readonly value: string; readonly unresolved?: true},
): {readonly text: string; readonly unresolved?: true} {
  if (target.unresolved) return target;
  if (posix.isAbsolute(target.text)) return {text: posix.normalize(target.text)};
  const text = posix.join(from.value, target.text);
  return {text, ...(from.unresolved || !posix.isAbsolute(text) ? {unresolved: true} : {})};
}

/** Without `[@]`, an array is its first element. */
function listVariable(base: Pick<Variable, 'name' | 'place'>, elements: Word[]): Assigned {
  const [first] = elements;
  const isLong = elements.length > MOST_ELEMENTS;
  const isUnknown = isLong || first?.unresolved === true;
  const variable = {...base, value: first?.text ?? '', ...(isUnknown ? {unresolved: true as const} : {})};
  return isLong ? {variable} : {variable, elements};
}
