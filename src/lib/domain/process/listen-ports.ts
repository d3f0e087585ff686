import {readUrls, urlTextOf, type FileSettings} from './file-settings.js';
import {LISTEN_SETTINGS} from './addresses.js';
import {flagValues} from './flag-values.js';
import {splitHostPort} from './go-url.js';

/** The ports on which a process listens that was started with this config file, as far as it names them. */
export function portsOfConfig(settings: FileSettings): number[] {
  const named = LISTEN_SETTINGS.filter(setting => settings.has(setting));
  return named.flatMap(setting => readUrls(urlTextOf(settings, setting))).map(({port}) => Number(port));
}

/** The ports on which a gateway or gRPC proxy listens that was started with this command line: these have no config file. */
export function portsOfCommandLine(argv: readonly string[]): number[] {
  const addresses = flagValues(argv, 'listen-addr').map(address => splitHostPort(address.trim()));
  const urls = flagValues(argv, 'metrics-addr').flatMap(readUrls);
  return [...addresses, ...urls].filter(place => place !== undefined).map(({port}) => Number(port));
}
