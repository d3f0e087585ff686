/**
 * The mount that a path is on. A file is renamed or linked only within one.
 * @param path absolute, without links
 * @param mounts likewise, as the system tells them; undefined comes back where it tells none
 */
export function innermostMount(path: string, mounts: readonly string[]): string | undefined {
  const around = mounts.filter(
    mount => mount === path || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`),
  );
  return around.sort((a, b) => b.length - a.length)[0];
}
