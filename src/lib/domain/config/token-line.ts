/** The token of a list of members, of v2 discovery, and of v3 discovery. */
const TOKEN_LINES = [/^initial-cluster-token:.*$/m, /^discovery:.*$/m, /^discovery-config:\n {2}token:.*$/m];
/** What else differs between one that joins a cluster and one that begins it. */
const START_LINES = [/^initial-cluster-state:.*$/m, /^initial-cluster:.*$/m];

function withLineOf(found: string, rendered: string, pattern: RegExp): string {
  const line = pattern.exec(rendered)?.[0];
  return line === undefined ? found : found.replace(pattern, () => line);
}

/**
 * A config file with the token of another one, and everything else of its own. A new token is that of a new cluster,
 * which nobody joins who is to begin it. A file that names no token stays as it is: somebody wrote it who does not want
 * one.
 */
export function withTokenOf(found: string, rendered: string): string {
  const mended = TOKEN_LINES.reduce((text, pattern) => withLineOf(text, rendered, pattern), found);
  if (mended === found) return found;
  return START_LINES.reduce((text, pattern) => withLineOf(text, rendered, pattern), mended);
}
