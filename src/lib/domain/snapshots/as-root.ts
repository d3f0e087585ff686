/**
 * What a line needs that looks into the data of a cluster with users, which tells nobody else anything. There root may
 * everything, and always is.
 * @param authEnabled undefined where nobody knows
 */
export function asRoot(authEnabled: boolean | undefined): readonly string[] {
  return authEnabled === true ? ['--user', 'root'] : [];
}
