import {writeError} from '../../src/lib/adapters/files/file-errors.js';
import type {Killer} from './crash.js';

/**
 * A disk that fails once, at the n-th effect (from 1), and is well again; with 0 never. What was to be done is not; but
 * of what was to be appended half is there, unless it may not be written at all.
 */
export function createFault(at: number, code: 'EIO' | 'ENOSPC' | 'EACCES'): Killer {
  let effects = 0;
  return {
    effects: () => effects,
    hasKilled: () => at > 0 && effects >= at,
    watch(real, mutators) {
      const watched = Object.create(real) as typeof real;
      for (const key of mutators) {
        const value = async (...args: unknown[]): Promise<unknown> => {
          const act = (all: unknown[]): Promise<unknown> =>
            (real[key] as (...all: unknown[]) => Promise<unknown>).apply(real, all);
          if (++effects !== at) return act(args);
          const [path, text] = args.map(String);
          if (key === 'appendDurable' && code !== 'EACCES')
            await act([path, text!.slice(0, text!.length / 2)]);
          throw writeError(path!, Object.assign(new Error(code), {code}));
        };
        Object.defineProperty(watched, key, {value});
      }
      return watched;
    },
  };
}
