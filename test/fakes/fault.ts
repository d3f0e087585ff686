import {writeError} from '../../src/lib/adapters/files/file-errors.js';
import type {Killer} from './crash.js';

/** A disk that fails once, at the n-th effect (from 1), and is well again; with 0 never. What was to be done is not. */
export function createFault(at: number, code: 'EIO' | 'ENOSPC' | 'EACCES'): Killer {
  let effects = 0;
  return {
    effects: () => effects,
    hasKilled: () => at > 0 && effects >= at,
    watch(real, mutators) {
      const watched = Object.create(real) as typeof real;
      for (const key of mutators) {
        const value = async (...args: unknown[]): Promise<unknown> => {
          if (++effects === at) throw writeError(String(args[0]), Object.assign(new Error(code), {code}));
          return (real[key] as (...all: unknown[]) => Promise<unknown>).apply(real, args);
        };
        Object.defineProperty(watched, key, {value});
      }
      return watched;
    },
  };
}
