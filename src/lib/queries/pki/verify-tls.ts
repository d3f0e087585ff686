import {resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import type {TlsIdentity} from '../../adapters/http/tls-identity.js';
import type {TlsProbe} from '../../adapters/tls/tls-probe.js';
import {livesInFolder} from '../../domain/layout/layout.js';
import {bracketed} from '../../domain/nodes/hosts.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import {authorityFaults, keyModeFault} from '../../domain/pki/judge-certificate.js';
import {authoritySlots, certificateSlots, type AuthoritySlot} from '../../domain/pki/certificate-slots.js';
import {adminTlsFiles, nodeTlsFiles, type TlsFiles} from '../../domain/pki/tls-files.js';
import {explainTlsFailure} from '../../domain/pki/tls-failure.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {errorMessage} from '../../errors/ops-error.js';
import {readIdentity} from '../cluster-access.js';
import type {LoadedSpec} from '../load-spec.js';
import {furtherClientPairs} from './further-clients.js';
import {observeSlot, type SlotFault} from './observe-certificates.js';
import {readCertificateFile, type PkiReader} from './read-pki-file.js';

type Place = Pick<LoadedSpec, 'spec' | 'folder'>;
type Verifier = PkiReader & Pick<Adapters, 'clock' | 'tlsProber' | 'signal' | 'host'>;

/** One handshake that was tried. */
export interface Handshake {
  /** Whose certificate was shown: a node or `admin`. */
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly side: 'client' | 'peer';
  readonly outcome: 'passed' | 'failed' | 'not-running';
  readonly protocol?: string;
  /** SHA-256 of the certificate that the server showed. */
  readonly fingerprint?: string;
  readonly why?: string;
  readonly fix?: string;
}

export interface TlsVerdict {
  readonly ok: boolean;
  readonly mode: ClusterSpec['tls']['mode'];
  /** How many certificate files were judged. */
  readonly judged: number;
  readonly faults: readonly (SlotFault & {readonly fix?: string})[];
  readonly handshakes: readonly Handshake[];
}

const HANDSHAKE_TIMEOUT_MS = 3000;

function portOf({ports, role}: SpecNode, side: Handshake['side']): number | undefined {
  if (side === 'client') return ports.client;
  return role === 'member' ? ports.peer : undefined;
}

/** Nobody listens: nothing is wrong with TLS. */
function isSilent({error, chain}: TlsProbe): boolean {
  return (
    chain.length === 0 &&
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEOUT|ETIMEDOUT|EAI_AGAIN/.test(error?.code ?? '')
  );
}

interface Dial {
  readonly from: string;
  readonly to: SpecNode;
  readonly side: Handshake['side'];
  readonly files: TlsFiles | undefined;
  readonly localAddress?: string | undefined;
}

/** With auto-tls nobody vouches for anybody, so that distrust is no failure. */
function failureOf(probe: TlsProbe, isVerified: boolean): string | undefined {
  if (isVerified && probe.distrust !== undefined) return probe.distrust;
  if (probe.answered) return undefined;
  return `${probe.error?.code ?? ''} ${probe.error?.message ?? 'no answer'}`.trim();
}

function fixOf({tls}: ClusterSpec, side: 'theirs' | 'ours' | undefined, dial: Dial): string | undefined {
  if (tls.mode !== 'ca') return undefined;
  // What a gateway shows is of the members behind it.
  if (side === 'theirs' && dial.to.role === 'gateway') return 'etcdops tls issue';
  if (side === 'theirs') return `etcdops tls issue ${dial.to.name}, then etcdops restart ${dial.to.name}`;
  if (side === 'ours')
    return dial.side === 'client' ? 'etcdops tls issue --client admin' : `etcdops tls issue ${dial.from}`;
  return undefined;
}

function urlOf({host}: SpecNode, port: number): string {
  return `https://${bracketed(host)}:${port}`;
}

/** What the probe says of the handshake. */
function judgeProbe(
  spec: ClusterSpec,
  dial: Dial,
  probe: TlsProbe,
): Pick<Handshake, 'outcome' | 'why' | 'fix'> {
  if (isSilent(probe)) return {outcome: 'not-running'};
  const failure = failureOf(probe, spec.tls.mode !== 'auto');
  if (failure === undefined) return {outcome: 'passed'};
  const explained = explainTlsFailure(failure);
  const fix = fixOf(spec, explained?.side, dial);
  return {outcome: 'failed', why: explained?.why ?? failure, ...(fix === undefined ? {} : {fix})};
}

/** The certificate to show, or why there is none. */
async function identityOf(verifier: Verifier, place: Place, {files}: Dial): Promise<TlsIdentity | string> {
  if (files === undefined) return {verify: false};
  return readIdentity(verifier, place, files).catch((error: unknown) => errorMessage(error));
}

async function shake(verifier: Verifier, place: Place, dial: Dial): Promise<Handshake> {
  const {to, from, side, localAddress} = dial;
  const port = portOf(to, side)!;
  const base = {from, to: to.name, url: urlOf(to, port), side};
  const identity = await identityOf(verifier, place, dial);
  if (typeof identity === 'string') return {...base, outcome: 'failed', why: identity};
  const prober = await verifier.tlsProber();
  const target = {host: to.host, port, identity, localAddress, timeoutMs: HANDSHAKE_TIMEOUT_MS};
  const probe = await prober.probe(target);
  const [leaf] = probe.chain;
  const forge = await verifier.forge();
  return {
    ...base,
    ...judgeProbe(place.spec, dial, probe),
    ...(probe.protocol === undefined ? {} : {protocol: probe.protocol}),
    ...(leaf === undefined
      ? {}
      : {fingerprint: forge.readCertificates(leaf, base.url)[0]!.facts.fingerprint}),
  };
}

/** etcd compares the names of a peer's certificate with the address that it comes from. */
export function ownAddressOf({host}: SpecNode, own: readonly string[]): string | undefined {
  return own.includes(host) && /^[\d.:a-f]+$/i.test(host) ? host : undefined;
}

function dialsOf({spec}: Place, nodes: readonly SpecNode[], own: readonly string[]): Dial[] {
  const admin = adminTlsFiles(spec);
  const asClient = spec.nodes
    .filter(node => nodes.includes(node) && node.plainListen !== true)
    .map((to): Dial => ({from: 'admin', to, side: 'client', files: admin}));
  const speakers = membersOf(spec).filter(livesInFolder);
  const asPeer = speakers.flatMap(from =>
    membersOf(spec)
      .filter(to => to !== from && (nodes.includes(to) || nodes.includes(from)))
      .map((to): Dial => ({
        from: from.name,
        to,
        side: 'peer',
        files: nodeTlsFiles(spec, from)?.peer,
        localAddress: ownAddressOf(from, own),
      })),
  );
  return [...asClient, ...asPeer];
}

function mendingOf(
  {tls}: ClusterSpec,
  fault: SlotFault,
  owner: {readonly node?: string; readonly client?: string; readonly trustedCaFile?: string},
): string | undefined {
  if (fault.id === 'key-mode') return `chmod 600 ${fault.path}`;
  if (tls.mode !== 'ca') return undefined;
  // What is wrong with a CA no certificate mends that it would sign.
  if (fault.path === owner.trustedCaFile) return fault.id === 'ca-missing' ? 'etcdops tls ca' : undefined;
  const target = owner.node ?? (owner.client === undefined ? '' : `--client ${owner.client}`);
  return fault.id === 'cert-expires-soon'
    ? `etcdops tls renew ${target}`.trim()
    : `etcdops tls issue ${target}`.trim();
}

/** What is wrong with a file of CAs, and with the key that signs, which is the one that matters most. */
async function authoritySlotFaults(
  verifier: Verifier,
  {spec, folder}: Place,
  {certFile, keyFile}: AuthoritySlot,
): Promise<TlsVerdict['faults']> {
  const now = verifier.clock.now();
  // Whoever trusts a file that is missing or cannot be read says so.
  const found = await readCertificateFile(verifier, folder, certFile).catch(() => undefined);
  const faults = (found ?? []).flatMap(({facts}) =>
    authorityFaults(facts, now).map(fault => ({...fault, path: certFile})),
  );
  const mode =
    keyFile === undefined ? undefined : (await verifier.factOfFile(resolve(folder, keyFile)))?.mode;
  const open = keyModeFault(mode);
  if (open === undefined || keyFile === undefined) return faults;
  const fault = {...open, path: keyFile};
  return [...faults, {...fault, fix: mendingOf(spec, fault, {})!}];
}

/** What is wrong with a CA is seen from each certificate that it should vouch for. */
function onceEach(faults: TlsVerdict['faults']): TlsVerdict['faults'] {
  const first = new Map<string, TlsVerdict['faults'][number]>();
  for (const fault of faults) {
    const key = JSON.stringify([fault.id, fault.path, fault.message]);
    if (!first.has(key)) first.set(key, fault);
  }
  return [...first.values()];
}

async function judgeFiles(
  verifier: Verifier,
  place: Place,
  nodes: readonly SpecNode[],
): Promise<Omit<TlsVerdict, 'ok' | 'mode' | 'handshakes'>> {
  const now = verifier.clock.now();
  const ownAddresses = verifier.host.ownAddresses();
  const names = new Set(nodes.map(({name}) => name));
  const slots = [...certificateSlots(place.spec), ...(await furtherClientPairs(verifier, place))].filter(
    ({node}) => node === undefined || names.has(node),
  );
  const observed = await Promise.all(
    slots.map(slot => observeSlot(verifier, place, {slot, now, ownAddresses})),
  );
  const authorities = await Promise.all(
    authoritySlots(place.spec).map(slot => authoritySlotFaults(verifier, place, slot)),
  );
  const faults = observed.flatMap(({faults: found, slot}) =>
    found.map(fault => {
      const fix = mendingOf(place.spec, fault, slot);
      return fix === undefined ? fault : {...fault, fix};
    }),
  );
  const judged = observed.filter(({certificates}) => certificates.length > 0).length;
  return {judged, faults: onceEach([...authorities.flat(), ...faults])};
}

/** Judges the files of the given nodes and shakes hands with all that runs. */
export async function verifyTls(
  verifier: Verifier,
  place: Place,
  nodes: readonly SpecNode[],
): Promise<TlsVerdict> {
  const {mode} = place.spec.tls;
  if (mode === 'none') return {ok: true, mode, judged: 0, faults: [], handshakes: []};
  const own = verifier.host.ownAddresses();
  const [{judged, faults}, handshakes] = await Promise.all([
    judgeFiles(verifier, place, nodes),
    Promise.all(dialsOf(place, nodes, own).map(dial => shake(verifier, place, dial))),
  ]);
  verifier.signal.throwIfAborted();
  const isBroken =
    faults.some(({severity}) => severity === 'error') || handshakes.some(({outcome}) => outcome === 'failed');
  return {ok: !isBroken, mode, judged, faults, handshakes};
}
