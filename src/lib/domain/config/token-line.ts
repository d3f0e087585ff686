const TOKEN_LINE = /^initial-cluster-token:.*$/m;

/**
 * A config file with the token of another one, and everything else of its own. A file that names no token stays as it
 * is: somebody wrote it who does not want one.
 */
export function withTokenOf(found: string, rendered: string): string {
  const line = TOKEN_LINE.exec(rendered)?.[0];
  return line === undefined ? found : found.replace(TOKEN_LINE, () => line);
}
