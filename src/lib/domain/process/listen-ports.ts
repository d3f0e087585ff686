/**
 * The ports on which a process of etcd listens.
 * @param text its config file, or its arguments, one a line
 */
export function listenPorts(text: string): number[] {
  const lines = text.split('\n').filter(line => /^\s*["']?(--)?listen-/.test(line));
  return lines.flatMap(line => [...line.matchAll(/:(\d+)(?=[\s,"'/]|$)/g)].map(([, port]) => Number(port)));
}
