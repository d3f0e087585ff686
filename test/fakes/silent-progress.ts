import type {Progress} from '../../src/lib/adapters/adapters.js';

/** Tells nobody anything. */
export const silent: Progress = {
  update: () => undefined,
  note: () => undefined,
  warn: () => undefined,
  run: () => ({started: () => undefined, ended: () => undefined, close: async () => undefined}),
};
