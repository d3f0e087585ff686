import type {Adapters} from '../../adapters/adapters.js';
import type {SrvPlace} from '../../domain/nodes/srv-target.js';
import type {Target} from '../../domain/proxies/targets.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import {membersByDns} from '../proxies/check-targets.js';
import {assertSrvPlace} from './srv-place.js';

/** Names go into a list, into a shell and onto a terminal. Underscores are no host's, and yet there are such. */
const PLAIN_NAME = /^[\w.-]+$/;

function assertNames(targets: readonly Target[]): void {
  const odd = targets.find(({host}) => !PLAIN_NAME.test(host));
  if (odd === undefined) return;
  throw new OpsError('E_PREFLIGHT', `DNS names a host "${printable(odd.host, 100)}", which is none`, {
    hints: ['have the record mended, then the same line again'],
  });
}

/**
 * Client URLs of the members that DNS names now, with TLS alone where there are such. Throws E_USAGE, E_PREFLIGHT where
 * it names none, and E_UNREACHABLE where it has no answer.
 */
export async function endpointsByDns(
  adapters: Pick<Adapters, 'dns' | 'progress' | 'signal'>,
  place: SrvPlace,
): Promise<string[]> {
  assertSrvPlace(place, {domain: 'discovery-srv', name: 'discovery-srv-name'});
  const {domain, name} = place;
  const {tls, plain} = await membersByDns(adapters, 'client', {domain, service: name});
  if (tls.length > 0 && plain.length > 0) {
    adapters.progress.note(
      `DNS names members of ${printable(domain, 100)} with TLS and without: those with TLS are asked`,
    );
  }
  const chosen = tls.length > 0 ? tls : plain;
  assertNames(chosen);
  return chosen.map(({text}) => text);
}
