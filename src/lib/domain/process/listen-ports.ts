import {flagValues} from './flag-values.js';

/** Settings of members and v2 proxies whose values are the URLs on which they listen. */
const LISTEN_KEYS = [
  'listen-client-urls',
  'listen-client-http-urls',
  'listen-peer-urls',
  'listen-metrics-urls',
];

/** Flags of gateways and gRPC proxies: these have no config file. */
const LISTEN_FLAGS = ['listen-addr', 'metrics-addr'];

/** @param list URLs or addresses, separated by commas */
function portsOf(list: unknown): number[] {
  if (typeof list !== 'string') return [];
  return [...list.matchAll(/:(\d+)\/?\s*(?=,|$)/g)].map(([, port]) => Number(port));
}

/** The ports on which a process listens that was started with this config file. */
export function portsOfConfig(config: Readonly<Record<string, unknown>>): number[] {
  return LISTEN_KEYS.flatMap(key => portsOf(config[key]));
}

/** The ports on which a gateway or gRPC proxy listens that was started with this command line. */
export function portsOfCommandLine(argv: readonly string[]): number[] {
  return LISTEN_FLAGS.flatMap(flag => flagValues(argv, flag).flatMap(portsOf));
}
