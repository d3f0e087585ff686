import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {certificateFile, keyFile, PKI_DIR, type Authority} from './pki-layout.js';
import {nodeCertificates, peerAuthority} from './planned-certificates.js';

/** Where a run prepares the new CA, and all that it has signed, before anybody sees it. */
export function nextDirOf(runId: string): string {
  return `${PKI_DIR}/next-${runId}`;
}

/** The place of a file of `pki/` in another folder that is like it. */
export function movedTo(dir: string, path: string): string {
  return `${dir}${path.slice(PKI_DIR.length)}`;
}

/** `pki/ca.crt` → `pki/next-RUN/ca.crt` */
export function nextOf(path: string, runId: string): string {
  return movedTo(nextDirOf(runId), path);
}

/** Where what a run replaces is kept, beside it. */
export function keptOf(path: string, runId: string): string {
  return `${path}.${runId}`;
}

/** What was prepared by a run that was undone. */
export function undoneDirOf(runId: string): string {
  return `${PKI_DIR}/undone-${runId}`;
}

function asLines(pem: string): string {
  return pem.endsWith('\n') ? pem : `${pem}\n`;
}

/** Two files of CAs as one, whose holders trust the old and the new. */
export function bundleOf(old: string, next: string): string {
  return `${asLines(old)}${asLines(next)}`;
}

/**
 * Whether a node is restarted where what it trusts changes: it reads the CAs at its start. A gateway reads none, and is
 * restarted after the members all the same, as `restart` does: one that has met a member while it was away passes
 * nothing to it for a minute.
 */
export function isRolled(spec: ClusterSpec, {role}: SpecNode, authorities: readonly Authority[]): boolean {
  const speaksToPeers = role !== 'grpc-proxy' && authorities.includes(peerAuthority(spec));
  return speaksToPeers || authorities.includes('ca');
}

/** Of a node that has certificates which one of the CAs signs. */
export function hasLeavesOf(spec: ClusterSpec, node: SpecNode, authorities: readonly Authority[]): boolean {
  return nodeCertificates(spec, node).some(({authority}) => authorities.includes(authority));
}

/**
 * The same by hand, for what etcdops does not reach.
 * @param restart what restarts all nodes, one after the other
 */
export function rotationLines(base: string, restart = 'etcdops restart'): string[] {
  const [certificate, key] = [certificateFile(base), keyFile(base)];
  return [
    `mv ${certificate} ${certificate}.old; mv ${key} ${key}.old`,
    `etcdops tls ca; cat ${certificate}.old >> ${certificate}`,
    `${restart}; etcdops tls renew`,
  ];
}
