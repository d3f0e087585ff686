import {OpsError} from './ops-error.js';

/** @param what the cluster keeps from others, after `the cluster has users, and` */
export function onlyToUsers(what: string, otherWays: readonly string[] = []): OpsError {
  return new OpsError('E_NO_ACCESS', `the cluster has users, and ${what}`, {
    hints: ['the same line with --user root', ...otherWays],
  });
}
