import type {Adapters} from '../adapters/adapters.js';
import type {Seen} from '../domain/proxies/judge-targets.js';
import {errorMessage} from '../errors/ops-error.js';

/** Somebody on a near network answers in milliseconds. */
const TIMEOUT_MS = 2000;

/** Connects, and looks at what is spoken there. Does not reject. */
export function seeWire(
  {probeWire}: Pick<Adapters, 'probeWire'>,
  {host, port}: {readonly host: string; readonly port: number},
): Promise<Seen> {
  return probeWire({host, port, timeoutMs: TIMEOUT_MS}).then(
    wire => ({wire}),
    (error: unknown) => ({error: errorMessage(error)}),
  );
}
