import type {Adapters} from '../../adapters/adapters.js';
import {certificateSlots, type CertificateSlot} from '../../domain/pki/certificate-slots.js';
import {coversHost} from '../../domain/pki/san.js';
import {srvHostsOf, srvPlaceOf} from '../../domain/nodes/srv-target.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {judgeSrv, type SrvVerdict} from '../../domain/srv/judge-srv.js';
import type {NameServer} from '../../domain/srv/name-server.js';
import type {SrvFinding} from '../../domain/srv/srv-finding.js';
import type {SrvPlan} from '../../domain/srv/srv-plan.js';
import type {LoadedSpec} from '../load-spec.js';
import {observeSlot} from '../pki/observe-certificates.js';
import type {PkiReader} from '../pki/read-pki-file.js';
import {askDns} from './ask-dns.js';

type Checker = PkiReader & Pick<Adapters, 'clock' | 'dns' | 'signal'>;
type Place = Pick<LoadedSpec, 'spec' | 'folder'>;

export interface SrvCheck extends SrvVerdict {
  readonly domain: string;
  readonly srvName?: string;
  /** What was asked: `system`, or the address of a name server. */
  readonly server: string;
}

/** The spec as one of that place, which it may not be yet. */
function inPlace(spec: ClusterSpec, {domain, srvName}: SrvPlan): ClusterSpec {
  const name = srvName === undefined ? {} : {name: srvName};
  return {...spec, bootstrap: {method: 'srv', domain, ...name}};
}

/**
 * Members with a CA for peers look for the host alone, others for the domain too; clients by SRV for the domain.
 * @see https://github.com/etcd-io/etcd/blob/release-3.6/server/embed/config.go PeerURLsMapAndToken
 */
function isFatal(
  {use, trustedCaFile}: CertificateSlot,
  missing: readonly string[],
  spec: Pick<ClusterSpec, 'bootstrap'>,
): boolean {
  const domain = srvPlaceOf(spec)?.domain;
  return use.kind === 'peer' && (trustedCaFile === '' || missing.some(host => host !== domain));
}

/**
 * Certificates that lack a name under which DNS has their node: its own, with which the other members compare, or the
 * domain, with which clients by SRV do, and members without a CA for peers.
 */
async function certificateFindings(checker: Checker, {spec, folder}: Place): Promise<SrvFinding[]> {
  if (spec.tls.mode === 'none' || spec.tls.mode === 'auto') return [];
  const now = checker.clock.now();
  const slots = certificateSlots(spec).filter(({use}) => use.kind === 'server' || use.kind === 'peer');
  const found = await Promise.all(
    slots.map(async (slot): Promise<SrvFinding[]> => {
      const node = spec.nodes.find(({name}) => name === slot.node);
      const wanted =
        node === undefined ? [] : srvHostsOf(spec, node).filter(host => slot.use.hosts.includes(host));
      const {certificates} = await observeSlot(checker, {folder}, {slot, now});
      const sans = certificates[0]?.facts.sans;
      const missing = sans === undefined ? [] : wanted.filter(host => !coversHost(sans, host));
      if (missing.length === 0) return [];
      return [
        {
          rule: 'srv-certificate',
          severity: isFatal(slot, missing, spec) ? 'error' : 'warning',
          name: slot.certFile,
          message: `the certificate of ${node!.name} is not good for ${missing.join(' and ')}, where SRV records lead`,
          fix: spec.tls.mode === 'ca' ? `etcdops tls issue ${node!.name}` : 'have one made with these names',
        },
      ];
    }),
  );
  return found.flat();
}

/** The records that are in DNS, and the certificates, against what the plan says. */
export async function checkSrv(
  checker: Checker,
  {spec, folder}: Place,
  {plan, server}: {plan: SrvPlan; server?: NameServer | undefined},
): Promise<SrvCheck> {
  const verdict = judgeSrv(plan, await askDns(checker, plan, server));
  const certificates = await certificateFindings(checker, {spec: inPlace(spec, plan), folder});
  return {
    domain: plan.domain,
    ...(plan.srvName === undefined ? {} : {srvName: plan.srvName}),
    server: server?.address ?? 'system',
    ...verdict,
    ok: verdict.ok && certificates.length === 0,
    findings: [...verdict.findings, ...certificates],
  };
}
