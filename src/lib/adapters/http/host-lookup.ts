import type {lookup} from 'node:dns';
import {isIP, type LookupFunction} from 'node:net';

import type {Runner} from '../process/runner.js';

/** A healthy name server answers in milliseconds; the whole of `status` has 3 s. */
const LOOKUP_TIMEOUT_MS = 1500;

/** Loaded only where a name is looked up. */
const systemLookup: typeof lookup = ((...question: Parameters<typeof lookup>) =>
  process.getBuiltinModule('node:dns').lookup(...question)) as typeof lookup;

function lookupError(host: string, code: string, why: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${host} ${why}`), {code});
}

/** `127.0.0.1       STREAM localhost`, a line for each kind of socket. */
function addressesIn(output: string): string[] {
  const addresses = output.split('\n').map(line => line.split(/\s/, 1)[0]!);
  return [...new Set(addresses.filter(address => isIP(address) !== 0))];
}

/** As Node asks by itself: right in every way but that nothing can end it. */
function askSystem(host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, {all: true}, (error, found) =>
      error === null ? resolve(found.map(({address}) => address)) : reject(error),
    );
  });
}

/** Asks the way the system does (hosts file, name server, …), in a process that can be ended. */
async function ask(runner: Pick<Runner, 'run'>, host: string): Promise<string[]> {
  const run = runner.run('getent', ['ahosts', '--', host], {timeoutMs: LOOKUP_TIMEOUT_MS});
  const result = await run.catch(() => undefined);
  // A machine without getent.
  if (result === undefined) return askSystem(host);
  const addresses = addressesIn(result.stdout);
  if (addresses.length > 0) return addresses;
  if (result.timedOut) {
    throw lookupError(
      host,
      'ETIMEOUT',
      `is not resolved: no answer from the name server in ${LOOKUP_TIMEOUT_MS} ms`,
    );
  }
  throw lookupError(host, 'ENOTFOUND', 'has no address');
}

/**
 * A look-up for connections that ends in time: Node's own runs in a thread which the end of the process waits for, half
 * a minute where the name server is dead. Each host is asked for once.
 */
export function createHostLookup(runner: Pick<Runner, 'run'>): LookupFunction {
  const asked = new Map<string, Promise<string[]>>();
  return (host, options, callback) => {
    if (host === 'localhost') return systemLookup(host, options, callback);
    let answer = asked.get(host);
    if (answer === undefined) asked.set(host, (answer = ask(runner, host)));
    answer.then(
      addresses => {
        const found = addresses.map(address => ({address, family: isIP(address)}));
        if (options.all === true) callback(null, found);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 0),
    );
  };
}
