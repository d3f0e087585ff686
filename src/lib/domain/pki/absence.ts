import {livesInFolder} from '../layout/layout.js';
import {bracketed, isHostOf} from '../nodes/hosts.js';
import type {SpecNode} from '../spec/schema.js';
import type {CertificateSlot} from './certificate-slots.js';

/** Why a certificate is not to be seen. */
export interface Absence {
  /** Of one that etcd makes for itself: the machine that it lies on, where that is another one. */
  readonly host?: string;
  readonly why: string;
}

/** Where the certificate of a node is shown to everybody who comes; a v2 proxy listens to no peers. */
function shownAt({host, role, ports}: SpecNode, kind: CertificateSlot['use']['kind']): string | undefined {
  if (kind === 'server') return `${bracketed(host)}:${ports.client}`;
  return role === 'member' && ports.peer !== undefined ? `${bracketed(host)}:${ports.peer}` : undefined;
}

/**
 * What etcd makes for itself lies below the data directory of its node: there from its first start on, and where that is
 * another machine not to be seen from here.
 */
export function absenceOf(
  slot: Pick<CertificateSlot, 'madeBy' | 'use'> | undefined,
  ownAddresses: readonly string[],
): Absence {
  const node = slot?.madeBy;
  if (slot === undefined || node === undefined) return {why: 'is missing'};
  const {host} = node;
  if (livesInFolder(node) || isHostOf(host, ownAddresses))
    return {why: 'is not there yet: etcd makes it when it starts'};
  const endpoint = shownAt(node, slot.use.kind);
  const look = endpoint === undefined ? 'look there: etcdops tls list' : `etcdops tls inspect ${endpoint}`;
  return {host, why: `lies on ${host}: ${look}`};
}
