/** As etcd has it where nothing else is said. */
const DEFAULT_URL = 'http://localhost:2379';

function portOf(url: string): number | undefined {
  if (!URL.canParse(url)) return undefined;
  const {port, protocol} = new URL(url);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** The ports on which a process listens for clients by its config file; undefined where it does not tell. */
export function clientPortsIn(config: unknown): number[] | undefined {
  if (typeof config !== 'object' || config === null) return undefined;
  const given = (config as Readonly<Record<string, unknown>>)['listen-client-urls'] ?? DEFAULT_URL;
  if (typeof given !== 'string') return undefined;
  const ports = given.split(',').map(url => portOf(url.trim()));
  return ports.every(port => port !== undefined) ? ports : undefined;
}
