import {isSocket, type EtcdUrl} from './etcd-url.js';
import {canonicalHost, hostKindOf, isIpAddress, isPrivateAddress} from './host-kind.js';

/** How what is advertised and where etcd listens contradict each other. */
export type Contradiction = 'other-port' | 'other-listener' | 'other-scheme';

export interface ReachQuestion {
  readonly advertised: EtcdUrl;
  /** Where it is to be reached by that. */
  readonly listeners: readonly EtcdUrl[];
  /** Where the same process listens for others. */
  readonly otherListeners: readonly EtcdUrl[];
  /** For the other members: nobody puts something that ends TLS between those. */
  readonly isPeer: boolean;
  /** Its addresses are not those of the machine, and ports are mapped. */
  readonly ownNetwork: boolean;
}

function isLoopback({host}: EtcdUrl): boolean {
  return hostKindOf(host) === 'loopback';
}

function isUnspecified({host}: EtcdUrl): boolean {
  return hostKindOf(host) === 'unspecified';
}

function isSameHost(a: EtcdUrl, b: EtcdUrl): boolean {
  return canonicalHost(a.host) === canonicalHost(b.host) || (isLoopback(a) && isLoopback(b));
}

/** A connection to the address ends at this listener, whatever the port: nothing translates it on the way. */
function leadsTo(listener: EtcdUrl, {advertised, ownNetwork}: ReachQuestion): boolean {
  if (isSameHost(listener, advertised)) return true;
  if (ownNetwork || !isUnspecified(listener)) return false;
  return isLoopback(advertised) || isPrivateAddress(advertised.host);
}

/** A port to which somebody can connect. */
export function isUsablePort(port: string): boolean {
  return Number(port) > 0 && Number(port) <= 65_535;
}

function portContradiction(question: ReachQuestion): Contradiction | undefined {
  const {advertised, listeners, otherListeners} = question;
  const hasPort = ({port}: EtcdUrl): boolean => port === advertised.port;
  if (listeners.some(hasPort)) return undefined;
  const other = otherListeners.find(hasPort);
  if (other !== undefined && (isUnspecified(other) || isSameHost(other, advertised))) return 'other-listener';
  const here = [...listeners, ...otherListeners].some(listener => isSameHost(listener, advertised));
  return here || listeners.some(listener => leadsTo(listener, question)) ? 'other-port' : undefined;
}

function schemeContradiction(question: ReachQuestion): Contradiction | undefined {
  const {advertised, listeners, isPeer, ownNetwork} = question;
  const answering = listeners.filter(
    listener =>
      listener.port === advertised.port &&
      (isSameHost(listener, advertised) ||
        (isUnspecified(listener) && (isPeer || (!ownNetwork && isIpAddress(advertised.host))))),
  );
  const isClear = answering.length > 0 && answering.every(({scheme}) => scheme !== advertised.scheme);
  return isClear ? 'other-scheme' : undefined;
}

/**
 * Whether what a member advertises certainly does not lead to where it listens. Where something between them may
 * translate addresses or ports, or end TLS (a container, a NAT, a load balancer), the answer is undefined.
 */
export function contradictionOf(question: ReachQuestion): Contradiction | undefined {
  const {advertised, listeners} = question;
  const isOver = [advertised, ...listeners].some(isSocket) || listeners.length === 0;
  // Other rules are about those.
  const isWrong = isUnspecified(advertised) || !isUsablePort(advertised.port);
  if (isOver || isWrong) return undefined;
  return portContradiction(question) ?? schemeContradiction(question);
}
