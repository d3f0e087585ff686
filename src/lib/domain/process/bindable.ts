import {isSocket, type EtcdUrl} from './etcd-url.js';
import {isIpAddress} from './host-kind.js';

/** Whether etcd takes a host to listen on: an IP address, or the one name that it lets pass, in this spelling alone. */
export function isBindableHost({host}: EtcdUrl): boolean {
  return host === 'localhost' || isIpAddress(host);
}

/** The number of a port that etcd can listen on; NaN where nothing stands behind the colon. */
export function portOf({port}: EtcdUrl): number {
  return port === '' ? NaN : Number(port);
}

/** Whether there is a port of that number; one of chance is. */
export function isPort(url: EtcdUrl): boolean {
  return !(portOf(url) > 65_535);
}

/** Whether etcd can listen there, as far as the URL alone tells. With one other, etcd ends at its start. */
export function isBindable(url: EtcdUrl): boolean {
  return isSocket(url) || (isBindableHost(url) && isPort(url));
}
