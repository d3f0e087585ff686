/** How many of `voters` must agree: 1 → 1, 2 → 2, 3 → 2, 4 → 3, 5 → 3. */
export function quorumOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** How many more voters may fail while a quorum remains; negative where it is already lost. */
export function faultTolerance(voters: number, healthy: number): number {
  return healthy - quorumOf(voters);
}

/** What must be known of a cluster in which no voter may fail. */
export function noFailureText(voters: number): string {
  return `with ${voters} voter${voters === 1 ? '' : 's'} the cluster bears no failure`;
}

/** What is wrong with an even number of members. */
export function evenSizeText(count: number): string {
  const loss = faultTolerance(count, count) || 'none';
  return `${count} members bear the loss of ${loss}, as ${count - 1} would, and one more has to agree to each write`;
}
