import {canonicalHost, hostKindOf} from './host-kind.js';

export interface MachineQuestion {
  /** Hosts that a process binds to, and those that it tells others; none that is not known. */
  readonly listens: readonly string[];
  readonly advertises: readonly string[];
  /** Its addresses are not those of the machine. */
  readonly ownNetwork: boolean;
  /** Some member of the cluster is reached over a network: loopback may then be that of any host. */
  readonly isSpread: boolean;
  /** The one file that starts it together with others on one machine: a Procfile, a compose file. */
  readonly startedBy?: string;
}

/** By its IP addresses: those that it binds to, else those that it tells others; loopback where there is no other. */
function hostMarks({listens, advertises, isSpread}: MachineQuestion): string[] {
  const addresses = (hosts: readonly string[]): string[] =>
    [...new Set(hosts)].filter(host => hostKindOf(host) === 'address').map(canonicalHost);
  const bound = addresses(listens);
  if (bound.length > 0) return bound;
  const told = addresses(advertises);
  // A name may stand for several machines, one behind each port.
  if (told.length > 0 || advertises.some(host => hostKindOf(host) === 'name')) return told;
  const isLocal = [...listens, ...advertises].some(host => hostKindOf(host) === 'loopback');
  return isLocal && !isSpread ? ['this machine'] : [];
}

/**
 * Marks of the machine on which a process runs: two processes that have one in common run on the same. Nothing is
 * known of a process without marks; two processes without a common one may still be on one machine.
 */
export function machineMarks(question: MachineQuestion): string[] {
  const {ownNetwork, startedBy} = question;
  return [
    ...(ownNetwork ? [] : hostMarks(question)),
    ...(startedBy === undefined ? [] : [`file ${startedBy}`]),
  ];
}
