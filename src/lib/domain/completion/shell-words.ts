import type {Completion} from './complete.js';

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

const ONLY_BREAKS = /^[=:]+$/;

/**
 * `--format`, `=`, `con` → `--format=con`: bash cuts words at these characters, unless COMP_WORDBREAKS was changed,
 * and replaces only what stands behind the last one.
 */
function rejoined(words: readonly string[]): string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const isBreak = ONLY_BREAKS.test(word);
    if (joined.length > 0 && (isBreak || isOpen)) joined[joined.length - 1] += word;
    else joined.push(word);
    isOpen = isBreak;
  }
  return joined;
}

/** A word as the program would get it; bash hands it over as it was typed. */
function unquoted(word: string): string {
  return word.replace(/\\(.)|["']/gs, (_, escaped: string | undefined) => escaped ?? '');
}

/** The words of the command line, the one at the cursor last, from what a shell's script passes on. */
export function wordsFrom(shell: CompletionShell, passed: readonly string[]): string[] {
  return shell === 'bash' ? rejoined(passed).map(unquoted) : [...passed];
}

/**
 * A completion as the shell can use it. zsh and fish match by rules of their own; bash takes all that it gets, and
 * replaces only the part behind the last break.
 */
export function fitToShell(
  shell: CompletionShell,
  {kind, candidates}: Completion,
  typed: string,
): Completion {
  if (shell !== 'bash') return {kind, candidates};
  const start = Math.max(typed.lastIndexOf('='), typed.lastIndexOf(':')) + 1;
  const fitting = candidates
    .filter(({value}) => value.startsWith(typed))
    .map(({value, description}) => ({value: value.slice(start), description}));
  return {kind, candidates: fitting};
}
