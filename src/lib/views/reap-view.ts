import type {ReapResult} from '../workflows/discovery/reap.js';
import type {View} from './view.js';

/** What became of a token. */
export const reapView: View<ReapResult & {readonly isThere: boolean}> = result => {
  const {token, removed, isThere, registered, size} = result;
  if (!isThere) return `There is no token ${token}: nothing to remove.`;
  const what = `the token ${token} (${registered} of ${size ?? '?'} registered)`;
  return removed
    ? `Removed ${what}. Next: etcdops discovery new --size ${size ?? 3}`
    : `Nothing was removed of ${what}.`;
};
