import type {Word} from './input.js';
import {isName} from './shell-assignment.js';
import {CommandRunner, type ShellCommand, type ShellText} from './shell-command.js';
import {shellTokens, type HereDocument, type ShellToken, type WordToken} from './shell-tokens.js';
import type {ScriptSurroundings} from './shell-surroundings.js';
import type {ScopeKind} from './shell-variables.js';

export type {ShellCommand, ShellText} from './shell-command.js';
export {listExported} from './shell-variables.js';

/** A script may read itself. */
const MOST_SOURCED = 30;
const DEEPEST_SOURCED = 5;

/** Commands whose success is not to be expected: what stands behind `&&` may not run. */
const TESTS: ReadonlySet<string> = new Set(['[', '[[', 'test', 'grep', 'command', 'which', 'type', 'false']);

const OPENS: ReadonlyMap<string, ScopeKind> = new Map([
  ['if', 'if'],
  ['while', 'loop'],
  ['until', 'loop'],
]);
const CLOSES: ReadonlyMap<string, ScopeKind> = new Map([
  ['fi', 'if'],
  ['done', 'loop'],
  ['esac', 'case'],
]);
/** Words that only stand between commands. */
const BETWEEN: ReadonlySet<string> = new Set(['then', 'do', '!']);

/** What all texts of one script share. */
interface Script {
  readonly runner: CommandRunner;
  readonly commands: ShellCommand[];
  readonly surroundings: ScriptSurroundings;
  sourcedCount: number;
}

type Mode =
  | 'command'
  /** The name behind `for` and `function`. */
  | 'variable'
  | 'function'
  /** The words of `for`. */
  | 'skip'
  /** Behind `case`, up to `in`. */
  | 'subject'
  /** Up to the `)` of a case. */
  | 'pattern';

/** Follows the commands of one text through its conditions, loops and functions. Nothing is run twice. */
class TextReader {
  readonly #script: Script;
  readonly #text: ShellText;
  readonly #depth: number;
  #mode: Mode = 'command';
  #words: WordToken[] = [];
  /** A function was named, and its body comes. */
  #awaitsBody = false;
  /** For each open `{`: whether a scope ends with it. */
  readonly #braces: boolean[] = [];
  #mayNotRun = false;
  #wasTest = false;
  /** How many commands stand above the line that is read. */
  #above = 0;

  constructor(script: Script, text: ShellText, depth: number) {
    this.#script = script;
    this.#text = text;
    this.#depth = depth;
  }

  read(): void {
    const {tokens, documents} = shellTokens(this.#text.text);
    let next = 0;
    for (const [index, token] of tokens.entries()) {
      this.#take(token);
      while (documents[next]?.tokenCount === index + 1) this.#document(documents[next++]!);
      if (token.kind === 'operator' && token.text === '\n') this.#above = this.#script.commands.length;
    }
    this.#endCommand();
  }

  #document(document: HereDocument): void {
    const {runner, commands, surroundings} = this.#script;
    surroundings.onDocument?.({
      document,
      text: this.#text,
      commands: commands.slice(this.#above),
      textOf: parts => runner.textOf(parts),
    });
  }

  get #variables(): CommandRunner['variables'] {
    return this.#script.runner.variables;
  }

  #take(token: ShellToken): void {
    if (token.kind === 'operator') this.#operator(token.text);
    else if (this.#mode !== 'command') this.#wordOf(token);
    else if (this.#words.length > 0 || !this.#keyword(keywordOf(token))) this.#words.push(token);
  }

  /** A word that is no part of a command. */
  #wordOf(token: WordToken): void {
    const text = keywordOf(token);
    if (this.#mode === 'variable') {
      const place = this.#text.placeOf(token.offset, token.length);
      if (isName(text)) this.#script.runner.leaveOpen({text, place});
      this.#mode = 'skip';
    } else if (this.#mode === 'function') {
      this.#awaitsBody = true;
      this.#mode = 'command';
    } else if (this.#mode === 'subject' && text === 'in') {
      this.#mode = 'pattern';
    } else if (this.#mode === 'pattern' && text === 'esac') {
      this.#close('case');
    }
  }

  /** Whether the word is one; else it begins a command. */
  #keyword(text: string): boolean {
    const opened = OPENS.get(text);
    const closed = CLOSES.get(text);
    if (opened !== undefined) this.#variables.open(opened);
    else if (closed !== undefined) this.#close(closed);
    else if (text === 'else' || text === 'elif') this.#variables.branch('if');
    else if (!BETWEEN.has(text) && !this.#begins(text) && !this.#brace(text)) {
      this.#awaitsBody = false;
      return false;
    }
    return true;
  }

  #begins(text: string): boolean {
    if (text === 'for' || text === 'select') {
      this.#variables.open('loop');
      this.#mode = 'variable';
    } else if (text === 'case') {
      this.#variables.open('case');
      this.#mode = 'subject';
    } else if (text === 'function') {
      this.#mode = 'function';
    } else {
      return false;
    }
    return true;
  }

  #brace(text: string): boolean {
    if (text === '{') {
      const isScope = this.#awaitsBody || this.#mayNotRun;
      if (isScope) this.#variables.open('function');
      this.#braces.push(isScope);
      this.#awaitsBody = false;
      return true;
    }
    if (text !== '}') return false;
    if (this.#braces.pop() === true) this.#close('function');
    return true;
  }

  #close(kind: ScopeKind): void {
    this.#variables.close(kind);
    this.#mode = 'command';
  }

  #operator(text: string): void {
    if (this.#mode === 'pattern') {
      if (text === ')') this.#mode = 'command';
      return;
    }
    if (text === '(') this.#parenthesis();
    else this.#endCommand();
    if (text === ')') this.#variables.close('subshell');
    if (text.startsWith(';') && text.length > 1 && this.#variables.scope === 'case') {
      this.#variables.branch('case');
      this.#mode = 'pattern';
    } else if (this.#mode === 'skip' || this.#mode === 'variable') {
      this.#mode = 'command';
    }
    this.#follow(text);
  }

  /** `name ()` is a function; anything else is a shell of its own. */
  #parenthesis(): void {
    if (this.#words.length === 1) {
      this.#words = [];
      this.#awaitsBody = true;
    } else {
      this.#endCommand();
    }
    this.#variables.open('subshell');
  }

  /** Whether what comes next runs for certain. */
  #follow(operator: string): void {
    if (operator === '||') this.#mayNotRun = true;
    else if (operator === '&&') this.#mayNotRun ||= this.#wasTest;
    else if (operator === ';' || operator === '\n' || operator === '&') this.#mayNotRun = false;
  }

  #endCommand(): void {
    if (this.#words.length === 0) return;
    const tokens = this.#words;
    this.#words = [];
    const {runner, commands} = this.#script;
    const command = runner.run(tokens, {placeOf: this.#text.placeOf, mayNotRun: this.#mayNotRun});
    commands.push(command);
    const [program, argument] = command.words;
    this.#wasTest = program !== undefined && TESTS.has(program.text);
    if (argument !== undefined && (program?.text === '.' || program?.text === 'source'))
      this.#source(argument, command.folder);
  }

  #source(file: Word, folder: string | undefined): void {
    const mayRead = this.#depth < DEEPEST_SOURCED && this.#script.sourcedCount < MOST_SOURCED;
    const text = mayRead ? this.#script.surroundings.sourced?.(file, folder) : undefined;
    if (text === undefined) {
      this.#variables.isOpen = true;
      return;
    }
    this.#script.sourcedCount++;
    new TextReader(this.#script, text, this.#depth + 1).read();
  }
}

/** The text of a word that stands without quotes. */
function keywordOf({parts: [first, ...others]}: WordToken): string {
  return first?.kind === 'text' && !first.quoted && others.length === 0 ? first.text : '';
}

/**
 * Every simple command of a script, in order. Conditions are not decided and loops not repeated: what depends on them
 * is unresolved, as is what only the machine knows.
 * @param known variables that the script finds in its environment; `0` is the path of the script
 */
export function readShellText(
  text: ShellText,
  known: ReadonlyMap<string, string> = new Map(),
  surroundings: ScriptSurroundings = {},
): ShellCommand[] {
  const script: Script = {runner: new CommandRunner(known), commands: [], surroundings, sourcedCount: 0};
  new TextReader(script, text, 0).read();
  return script.commands;
}
