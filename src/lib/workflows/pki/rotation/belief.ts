import type {TlsProbe} from '../../../adapters/tls/tls-probe.js';
import {isOnThisMachine} from '../../../domain/nodes/locality.js';
import {
  ADMIN_CLIENT,
  certificateFile,
  clientCertificateBase,
  keyFile,
  nodeCertificateBase,
  type Authority,
} from '../../../domain/pki/pki-layout.js';
import {peerAuthority} from '../../../domain/pki/planned-certificates.js';
import {nextOf} from '../../../domain/pki/rotation.js';
import {explainTlsFailure} from '../../../domain/pki/tls-failure.js';
import type {ClusterSpec, SpecNode} from '../../../domain/spec/schema.js';
import {membersOf} from '../../../domain/nodes/node-urls.js';
import {OpsError} from '../../../errors/ops-error.js';
import {launchOf} from '../../../queries/node-launch.js';
import {ownAddressOf} from '../../../queries/pki/verify-tls.js';
import type {SpecContext} from '../../cluster-run.js';
import {bytesAt, bytesBefore} from './place-file.js';

export interface Question {
  readonly runId: string;
  readonly authorities: readonly Authority[];
  /** What the old CA has signed must be refused. */
  readonly oldRefused: boolean;
}

/** A port where certificates are asked for, and whose to show there. */
interface Door {
  readonly to: SpecNode;
  readonly port: number;
  readonly side: 'client' | 'peer';
  /** Of the certificate that is shown. */
  readonly base: string;
  readonly localAddress?: string | undefined;
}

function clientDoors(nodes: readonly SpecNode[]): Door[] {
  return nodes
    .filter(({role, plainListen}) => role !== 'gateway' && plainListen !== true)
    .map(to => ({to, port: to.ports.client, side: 'client', base: clientCertificateBase(ADMIN_CLIENT)}));
}

function peerDoors(spec: ClusterSpec, nodes: readonly SpecNode[], own: readonly string[]): Door[] {
  const members = membersOf(spec).filter(node => nodes.includes(node));
  return members.flatMap(to => {
    const from = members.find(other => other !== to);
    if (from === undefined || to.ports.peer === undefined) return [];
    const base = nodeCertificateBase(from.name, 'peer');
    return [{to, port: to.ports.peer, side: 'peer', base, localAddress: ownAddressOf(from, own)} as const];
  });
}

/** The doors of what runs here. */
async function doorsOf({adapters, loaded}: SpecContext, authorities: readonly Authority[]): Promise<Door[]> {
  const {spec} = loaded;
  const own = adapters.host.ownAddresses();
  const here = spec.nodes.filter(node => isOnThisMachine(spec, node, own));
  const found = await adapters.host.find(here.map(node => launchOf(spec, node, loaded)));
  const running = here.filter((_, index) => found[index] !== undefined);
  return [
    ...(authorities.includes('ca') ? clientDoors(running) : []),
    ...(authorities.includes(peerAuthority(spec)) ? peerDoors(spec, running, own) : []),
  ];
}

const HANDSHAKE_TIMEOUT_MS = 3000;

async function knock(
  cluster: SpecContext,
  {to, port, base, localAddress}: Door,
  cert: Buffer | undefined,
): Promise<TlsProbe> {
  const {adapters} = cluster;
  const key = await bytesAt(cluster, keyFile(base));
  const identity = {cert: cert?.toString() ?? '', key: key?.toString() ?? '', verify: false};
  const target = {host: to.host, port, identity, localAddress, timeoutMs: HANDSHAKE_TIMEOUT_MS};
  const probe = await (await adapters.tlsProber()).probe(target);
  adapters.signal.throwIfAborted();
  return probe;
}

function reasonOf({error}: TlsProbe): ReturnType<typeof explainTlsFailure> & {why: string} {
  const text = `${error?.code ?? ''} ${error?.message ?? 'no answer'}`.trim();
  return explainTlsFailure(text) ?? {why: text};
}

/** What is not as it should be at a door; undefined where nothing is. */
async function objection(
  cluster: SpecContext,
  door: Door,
  {runId, oldRefused}: Question,
): Promise<string | undefined> {
  const path = certificateFile(door.base);
  const place = `${door.to.name} (${door.side} port)`;
  const byNew = await knock(cluster, door, await bytesAt(cluster, nextOf(path, runId)));
  if (!byNew.answered) return `${place} does not take a certificate of the new CA: ${reasonOf(byNew).why}`;
  if (!oldRefused) return undefined;
  const byOld = await knock(cluster, door, await bytesBefore(cluster, path, runId));
  if (byOld.answered) return `${place} still takes a certificate of the old CA`;
  const {side, why} = reasonOf(byOld);
  return side === 'ours' ? undefined : `${place} does not say what it makes of the old CA: ${why}`;
}

/** What is not as it should be, of all that runs here. */
async function objections(cluster: SpecContext, question: Question): Promise<string[]> {
  const doors = await doorsOf(cluster, question.authorities);
  const found = await Promise.all(doors.map(door => objection(cluster, door, question)));
  return found.filter(one => one !== undefined);
}

const WITHIN_MS = 15_000;
const POLL_MS = 200;

/**
 * Shows certificates of the new CA, and of the old one, at every door until the answers are right.
 * @throws E_UNHEALTHY
 */
export async function waitBelieved(cluster: SpecContext, question: Question): Promise<void> {
  const {clock, signal} = cluster.adapters;
  const deadline = clock.monotonicMs() + WITHIN_MS;
  for (;;) {
    const wrong = await objections(cluster, question);
    if (wrong.length === 0) return;
    if (clock.monotonicMs() > deadline) {
      throw new OpsError('E_UNHEALTHY', wrong.join('\n  '), {
        hints: ['etcdops tls verify', 'etcdops status'],
      });
    }
    await clock.sleep(POLL_MS, signal);
  }
}
