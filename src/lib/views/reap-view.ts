import type {ReapResult} from '../workflows/discovery/reap.js';
import type {View} from './view.js';

export interface ShownReap extends ReapResult {
  readonly isThere: boolean;
  /** A dry run, which asks nobody. */
  readonly isPlanned?: boolean;
}

/** What became of a token. */
export const reapView: View<ShownReap> = result => {
  const {token, removed, isThere, isPlanned, registered, size, url, endpoints = []} = result;
  if (!isThere) return `There is no token ${token}: nothing to remove.`;
  const what = `the token ${token} (${registered} of ${size ?? '?'} registered)`;
  if (isPlanned === true) return `Would remove ${what}. Nothing was changed.`;
  if (!removed) return `Nothing was removed of ${what}.`;
  const where = url === undefined ? `--endpoints ${endpoints.join(',')}` : `--service ${new URL(url).origin}`;
  return `Removed ${what}. Next: etcdops discovery new --size ${size ?? 3} ${where}`;
};
