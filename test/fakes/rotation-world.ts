import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {factOfFile} from '../../src/lib/adapters/files/file-facts.js';
import {forge, type ReadCertificate} from '../../src/lib/adapters/forge/forge.js';
import type {ProbeTarget, TlsProbe} from '../../src/lib/adapters/tls/tls-probe.js';
import {peerAuthority} from '../../src/lib/domain/pki/planned-certificates.js';
import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {makeAuthorities} from '../../src/lib/workflows/pki/make-authorities.js';
import {aWorld, type World} from './fake-world.js';
import {CA, ISSUE} from './pki-world.js';

export interface RotationWorld extends World {
  /** Whom each node that runs believes: the CAs as they were when it started, by their fingerprints. */
  readonly believed: (name: string) => readonly string[];
  /** Who of those that run, and the admin, would turn whom away now. */
  readonly quarrels: () => string[];
}

type Side = 'client' | 'peer';

/** What a process has read at its start. */
interface Loaded {
  readonly client: readonly ReadCertificate[];
  readonly peer: readonly ReadCertificate[];
}

/** A signature that was checked once is good for ever. */
const signed = new Map<string, boolean>();

function isBy(leaf: ReadCertificate, authority: ReadCertificate): boolean {
  const pair = `${leaf.facts.fingerprint} ${authority.facts.fingerprint}`;
  const known = signed.get(pair) ?? forge.isIssuedBy(leaf, authority);
  signed.set(pair, known);
  return known;
}

function isByOneOf(leaf: ReadCertificate, authorities: readonly ReadCertificate[]): boolean {
  return authorities.some(authority => isBy(leaf, authority));
}

const REFUSES: TlsProbe = {chain: [], answered: false, error: {code: 'ECONNREFUSED', message: 'nobody'}};
const UNKNOWN_CA = {code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', message: 'tlsv1 alert unknown ca'};

/**
 * A cluster with a CA of its own whose nodes run. They read CAs at their start and certificates at every handshake, as
 * etcd does, and turn away whom they do not believe.
 */
export async function aRotationWorld(spec: ClusterSpec, encrypted?: string): Promise<RotationWorld> {
  const world = await aWorld(spec, {running: spec.nodes.map(({name}) => name)});
  const {host, folder} = world;
  const loaded = new Map<string, Loaded>();

  const at = (path: string): readonly ReadCertificate[] => {
    const file = join(folder, 'pki', path);
    return existsSync(file) ? forge.readCertificates(readFileSync(file), path) : [];
  };
  const load = (name: string): void => {
    loaded.set(name, {client: at('ca.crt'), peer: at(`${peerAuthority(spec)}.crt`)});
  };
  const running = (): SpecNode[] => spec.nodes.filter(({name}) => host.runs(name));
  const leafOf = (name: string, side: Side): ReadCertificate =>
    at(`nodes/${name}/${side === 'client' ? 'server' : 'peer'}.crt`)[0]!;

  function doorAt(port: number): {node: SpecNode; side: Side} | undefined {
    const node = running().find(({ports}) => ports.client === port || ports.peer === port);
    if (node === undefined) return undefined;
    // A gateway passes the bytes on.
    if (node.role === 'gateway') {
      const behind = running().find(({role}) => role === 'member');
      return behind && {node: behind, side: 'client'};
    }
    return {node, side: node.ports.peer === port ? 'peer' : 'client'};
  }

  async function probe({port, identity}: ProbeTarget): Promise<TlsProbe> {
    const door = doorAt(port);
    if (door === undefined) return REFUSES;
    const leaf = leafOf(door.node.name, door.side);
    const trusted = identity.ca === undefined ? [] : forge.readCertificates(Buffer.from(identity.ca), 'ca');
    const shown = {
      protocol: 'TLSv1.3',
      chain: [leaf.der],
      ...(isByOneOf(leaf, trusted) ? {} : {distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'}),
    };
    const own = forge.readCertificates(Buffer.from(identity.cert ?? ''), 'cert')[0]!;
    const isBelieved = isByOneOf(own, loaded.get(door.node.name)![door.side]);
    return {...shown, answered: isBelieved, ...(isBelieved ? {} : {error: UNKNOWN_CA})};
  }

  let drawn = 0;
  const adapters: SpecContext['adapters'] = {
    ...world.context.adapters,
    // Of several runs in one second each has a name of its own.
    random: {hex: bytes => (++drawn).toString(16).padStart(2 * bytes, '0')},
    forge: async () => forge,
    factOfFile,
    tlsProber: async () => ({probe}),
  };
  const context = {...world.context, adapters};
  await makeAuthorities(context, {...CA, newPassphrase: async () => encrypted});
  await issueCertificates(context, {...ISSUE, askPassphrase: async () => encrypted});
  for (const {name} of spec.nodes) load(name);
  host.beforeStart = ({name}) => load(name);

  return {
    ...world,
    context,
    believed: name =>
      [...loaded.get(name)!.client, ...loaded.get(name)!.peer].map(({facts}) => facts.fingerprint),
    quarrels() {
      const members = running().filter(({role}) => role === 'member');
      const servers = running().filter(({role}) => role !== 'gateway');
      const [admin] = at('clients/admin.crt') as [ReadCertificate];
      const trust = (name: string, side: Side) => loaded.get(name)![side];
      return [
        ...servers
          .filter(({name}) => !isByOneOf(admin, trust(name, 'client')))
          .map(({name}) => `${name} turns the admin away`),
        ...servers
          .filter(({name}) => !isByOneOf(leafOf(name, 'client'), at('ca.crt')))
          .map(({name}) => `the admin turns ${name} away`),
        ...members.flatMap(from =>
          members
            .filter(to => !isByOneOf(leafOf(from.name, 'peer'), trust(to.name, 'peer')))
            .map(to => `${to.name} turns its peer ${from.name} away`),
        ),
        ...running()
          .filter(({role}) => role === 'grpc-proxy')
          .flatMap(proxy =>
            members
              .filter(
                ({name}) =>
                  !isByOneOf(at(`nodes/${proxy.name}/client.crt`)[0]!, trust(name, 'client')) ||
                  !isByOneOf(leafOf(name, 'client'), trust(proxy.name, 'client')),
              )
              .map(({name}) => `${proxy.name} and ${name} turn each other away`),
          ),
      ];
    },
  };
}
