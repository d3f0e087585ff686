import type {Branch, Variable, Word} from './input.js';

/** What a script did to one variable. */
export interface ShellVariable {
  readonly variable: Variable;
  /** Of an array. */
  readonly elements?: readonly Word[];
  readonly isExported: boolean;
  /** `unset` took it away. */
  readonly isUnset: boolean;
  /** The script did nothing to it: the environment has it. */
  readonly isKnown?: true;
}

/** What programs get, the newest first. The chain is shared between commands: a script may have many of both. */
export interface ExportedVariables {
  readonly variable: Variable;
  readonly isUnset: boolean;
  readonly before: ExportedVariables | undefined;
}

/** What a `fi`, `done`, `esac`, `}` or `)` ends. */
export type ScopeKind = 'if' | 'loop' | 'case' | 'function' | 'subshell';

interface Scope {
  readonly kind: ScopeKind;
  readonly fork: number;
  arm: number;
  readonly exported: ExportedVariables | undefined;
  /** What the variables that this branch sets were before it. */
  before: Map<string, ShellVariable | undefined>;
  /** Set to something else in a branch that is over. */
  readonly touched: Map<string, ShellVariable>;
}

/** Scopes further in are taken for a part of the last one. */
const MAX_DEPTH = 20;

/** The last value of each variable, in the order in which they came. */
export function listExported(exported: ExportedVariables | undefined): Variable[] {
  const seen = new Set<string>();
  const variables: Variable[] = [];
  for (let entry = exported; entry !== undefined; entry = entry.before) {
    const {variable, isUnset} = entry;
    if (seen.has(variable.name)) continue;
    seen.add(variable.name);
    if (!isUnset) variables.push(variable);
  }
  return variables.reverse();
}

/**
 * The variables of a script from command to command. What is set in a subshell ends with it; what is set under a
 * condition, in a loop or in a function may or may not have happened, so that nobody knows the value behind it.
 */
export class ShellVariables {
  /** `set -a`: everything that is set is exported. */
  exportsAll = false;
  /** Something was read that is not here: any variable may have any value. */
  isOpen = false;
  readonly #known: ReadonlyMap<string, string>;
  readonly #set = new Map<string, ShellVariable>();
  readonly #scopes: Scope[] = [];
  #exported: ExportedVariables | undefined;
  #tooDeep = 0;
  #forkCount = 0;

  /** @param known what the shell finds in its environment */
  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known;
  }

  get exported(): ExportedVariables | undefined {
    return this.#exported;
  }

  get scope(): ScopeKind | undefined {
    return this.#scopes.at(-1)?.kind;
  }

  /** What the script did to a variable, or what is known of it; undefined where neither says anything. */
  find(name: string): ShellVariable | undefined {
    const set = this.#set.get(name);
    const value = set === undefined ? this.#known.get(name) : undefined;
    if (value === undefined) return set;
    return {variable: {name, value, place: {file: ''}}, isExported: true, isUnset: false, isKnown: true};
  }

  assign(
    variable: Variable,
    {elements, isExported = false}: {elements?: Word[]; isExported?: boolean} = {},
  ): void {
    const exports = isExported || this.exportsAll || this.find(variable.name)?.isExported === true;
    this.#put({variable, isExported: exports, isUnset: false, ...(elements === undefined ? {} : {elements})});
  }

  unset(variable: Variable): void {
    this.#put({variable, isExported: true, isUnset: true});
  }

  open(kind: ScopeKind): void {
    if (this.#scopes.length >= MAX_DEPTH) this.#tooDeep++;
    else this.#scopes.push(this.#scope(kind));
  }

  #scope(kind: ScopeKind): Scope {
    const fork = this.#forkCount++;
    return {kind, fork, arm: 0, exported: this.#exported, before: new Map(), touched: new Map()};
  }

  /** Of the conditions around what is read, the outermost first. */
  branches(): Branch[] {
    return this.#scopes
      .filter(({kind}) => kind === 'if' || kind === 'case')
      .map(({fork, arm}) => ({fork, arm}));
  }

  /** `else`, `;;`: what was set before it in the same scope did not happen. */
  branch(kind: ScopeKind): void {
    const scope = this.#scopes.at(-1);
    if (scope?.kind !== kind || this.#tooDeep > 0) return;
    this.#restore(scope);
    scope.arm++;
  }

  close(kind: ScopeKind): void {
    if (this.#tooDeep > 0) {
      this.#tooDeep--;
      return;
    }
    const scope = this.#scopes.at(-1);
    if (scope?.kind !== kind) return;
    this.#restore(scope);
    this.#scopes.pop();
    if (kind === 'subshell') return;
    for (const changed of scope.touched.values()) {
      this.#put({...changed, variable: {...changed.variable, unresolved: true}, isUnset: false});
    }
  }

  #put(changed: ShellVariable): void {
    const {variable, isExported, isUnset} = changed;
    const before = this.#scopes.at(-1)?.before;
    if (before?.has(variable.name) === false) before.set(variable.name, this.#set.get(variable.name));
    this.#set.set(variable.name, changed);
    if (isExported) this.#exported = {variable, isUnset, before: this.#exported};
  }

  #restore(scope: Scope): void {
    for (const [name, before] of scope.before) {
      const now = this.#set.get(name);
      const isSame = now?.variable.value === before?.variable.value && now?.isUnset === before?.isUnset;
      if (now !== undefined && !isSame) scope.touched.set(name, now);
      if (before === undefined) this.#set.delete(name);
      else this.#set.set(name, before);
    }
    scope.before = new Map();
    this.#exported = scope.exported;
  }
}
