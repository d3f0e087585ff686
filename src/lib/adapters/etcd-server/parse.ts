/** The version in the output of `etcd --version` (`etcd Version: 3.4.23` and more lines), or undefined. */
export function parseEtcdVersion(stdout: string): string | undefined {
  return /^etcd Version: (\d+\.\d+\.\d+(?:-[\w.]+)?)\s*$/m.exec(stdout.slice(0, 4096))?.[1];
}
