import {intercepted} from './intercepted.js';

/** What a kill looks like from inside: the effect happens or not, and nothing after it. */
class Killed extends Error {}

export interface Killer {
  /** How many effects there have been. */
  readonly effects: () => number;
  readonly hasKilled: () => boolean;
  /** The same object, whose mutators count, and end everything at the chosen effect. */
  watch<T extends object>(real: T, mutators: readonly (keyof T)[]): T;
}

/** With a process all files are closed that it had open; nobody here has a file but who writes a snapshot. */
async function closed(made: unknown): Promise<void> {
  const {abandon} = (made ?? {}) as {abandon?: () => Promise<void>};
  await abandon?.();
}

/** Ends everything before or after the n-th effect (from 1); with 0 never. */
export function createKiller(at: number, moment: 'before' | 'after'): Killer {
  let effects = 0;
  let dead = false;

  async function act(effect: () => Promise<unknown>): Promise<unknown> {
    if (dead) throw new Killed();
    if (++effects !== at) return effect();
    dead = true;
    if (moment === 'after') await closed(await effect());
    throw new Killed();
  }

  return {
    effects: () => effects,
    hasKilled: () => dead,
    watch: (real, mutators) => intercepted(real, mutators, effect => act(effect)),
  };
}
