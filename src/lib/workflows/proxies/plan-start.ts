import {isAbsolute, join, relative, resolve} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {describeNode} from '../../domain/artifacts/plan-artifacts.js';
import {argumentsOf} from '../../domain/artifacts/process-files.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {bracketed, isWildcard} from '../../domain/nodes/hosts.js';
import {certificateFile, keyFile} from '../../domain/pki/pki-layout.js';
import {nodeCertificates} from '../../domain/pki/planned-certificates.js';
import {parseListen} from '../../domain/proxies/listen-address.js';
import {needsInsecureDiscovery} from '../../domain/proxies/srv-discovery.js';
import {planProxyNode} from '../../domain/proxies/proxy-node.js';
import {LISTEN_FLAGS, type ProxyRequest, type ProxyRole} from '../../domain/proxies/proxy-request.js';
import {withNode} from '../../domain/spec/node-edits.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {SettingValue} from '../../domain/spec/vocabulary.js';
import {printable} from '../../domain/text/printable.js';
import {OpsError} from '../../errors/ops-error.js';
import type {LoadedSpec} from '../../queries/load-spec.js';
import {membersByDns} from '../../queries/proxies/check-targets.js';
import {resolveEtcd} from '../../queries/resolve-etcd.js';
import {chooseEtcd, v2ProxyGone} from '../choose-etcd.js';
import type {ClusterContext} from '../cluster-run.js';

/** A proxy that is going to be launched, as etcd gets it. */
export interface PlannedStart {
  readonly role: ProxyRole;
  /** In the spec, or what it is called in messages. */
  readonly name: string;
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** Working directory: that of the spec, or ours. */
  readonly folder: string;
  readonly version: string;
  /** Where it is to be a node of a spec. */
  readonly node?: SpecNode;
  readonly isNew: boolean;
  /** Files that do not exist yet and that `--add` makes, relative to the folder. */
  readonly madeByAdd: readonly string[];
}

type Starter = ClusterContext['adapters'];

/** Where others reach a gRPC proxy that listens there. Throws where only its user knows. */
function advertisedOf({host, given}: ProxyRequest, listen: string): string {
  const {host: own, port} = parseListen('grpc-proxy', listen);
  const reached = host ?? (isWildcard(own) ? undefined : own);
  if (reached !== undefined) return `${bracketed(reached)}:${port}`;
  if (!given.has('resolver-prefix')) return `127.0.0.1:${port}`;
  throw new OpsError('E_USAGE', `--listen-addr: ${own} is every address, and the proxy is to register one`, {
    hints: ['say which one clients use: --host 10.0.0.9'],
  });
}

/** Unless it is told what it advertises, a gRPC proxy advertises its default address, and some releases end at that. */
function settingsAlone(request: ProxyRequest): Map<string, SettingValue> {
  const {role, given} = request;
  const settings = new Map(given);
  const listen = settings.get('listen-addr');
  if (role === 'grpc-proxy' && listen !== undefined && !settings.has('advertise-client-url'))
    settings.set('advertise-client-url', advertisedOf(request, String(listen)));
  if (role === 'v2-proxy' && !settings.has('proxy')) settings.set('proxy', 'on');
  return settings;
}

/** Set when, and only when, DNS names members without TLS alone. */
async function withDiscovery(
  adapters: Pick<Adapters, 'dns' | 'progress' | 'signal'>,
  request: ProxyRequest,
): Promise<ProxyRequest> {
  const {role, given} = request;
  const domain = given.get('discovery-srv');
  if (role === 'v2-proxy' || domain === undefined || given.has('insecure-discovery')) return request;
  const service = given.get('discovery-srv-name');
  const {tls, plain} = await membersByDns(adapters, 'client', {
    domain: String(domain),
    service: service === undefined ? undefined : String(service),
  });
  if (!needsInsecureDiscovery({tls: tls.length, plain: plain.length})) return request;
  adapters.progress.note(
    `DNS names members of ${printable(String(domain), 100)} without TLS: --insecure-discovery`,
  );
  return {...request, given: new Map([...given, ['insecure-discovery', true]])};
}

const PATH_FLAG = /(?:^|-)(?:file|dir)$|^(?:cert|key|cacert)$/;

/** Paths are typed where the user is, and the spec counts them from its own folder. */
export function withPathsFrom(cwd: string, folder: string, request: ProxyRequest): ProxyRequest {
  const moved = (name: string, value: SettingValue): SettingValue => {
    if (typeof value !== 'string' || value === '' || !PATH_FLAG.test(name)) return value;
    const path = relative(folder, resolve(cwd, value));
    return path.startsWith('..') || isAbsolute(path) ? resolve(cwd, value) : path;
  };
  const given = [...request.given].map(([name, value]) => [name, moved(name, value)] as const);
  return {...request, given: new Map(given)};
}

/** Neither a spec nor a flag. */
export function withoutCluster(role: ProxyRole): OpsError {
  const flags =
    role === 'v2-proxy'
      ? '--initial-cluster infra0=http://10.0.0.1:2380'
      : '--endpoints 10.0.0.1:2379,10.0.0.2:2379';
  return new OpsError('E_USAGE', 'nothing says where the members are', {
    hints: [`name them: ${flags}`, 'or by DNS: --discovery-srv example.com', 'or name a spec: --spec FILE'],
  });
}

/** The certificates that the node gets when it becomes one of the spec. */
function filesMadeFor(spec: ClusterSpec, node: SpecNode): string[] {
  if (spec.tls.mode !== 'ca') return [];
  return nodeCertificates(spec, node).flatMap(({base}) => [certificateFile(base), keyFile(base)]);
}

async function startInSpec(
  adapters: Starter,
  typed: ProxyRequest,
  loaded: LoadedSpec,
): Promise<PlannedStart> {
  const {spec, folder} = loaded;
  const request = withPathsFrom(adapters.cwd, folder, typed);
  const {role} = request;
  const {node, isNew} = planProxyNode(spec, request);
  if (role === 'v2-proxy' && !has(spec.etcd.version, 'v2Proxy')) {
    const wayOut = 'a cluster that still has it: etcdops bootstrap static --proxies 1 --etcd-version 3.5';
    throw v2ProxyGone(`etcd ${spec.etcd.version}`, wayOut);
  }
  const {dir, version} = await resolveEtcd(adapters, spec);
  const after = withNode(spec, node);
  const args = argumentsOf(describeNode(after, node));
  const madeByAdd = isNew ? filesMadeFor(after, node) : [];
  return {role, name: node.name, program: join(dir, 'etcd'), args, folder, version, node, isNew, madeByAdd};
}

/** What only a spec gives a meaning to. */
function assertAlone({plainListen, host, role}: ProxyRequest): void {
  if (plainListen === true) {
    throw new OpsError('E_USAGE', '--plain-listen is for a gRPC proxy of a spec with TLS', {
      hints: ['leave it out: without --cert-file clients need no TLS'],
    });
  }
  if (host === undefined || role === 'grpc-proxy') return;
  throw new OpsError('E_USAGE', '--host has no effect without a spec: nothing advertises this proxy', {
    hints: ['leave it out'],
  });
}

async function startAlone(
  adapters: Starter,
  request: ProxyRequest,
  etcdVersion: string | undefined,
): Promise<PlannedStart> {
  assertAlone(request);
  const {role} = request;
  const settings = settingsAlone(request);
  const listen = settings.get(LISTEN_FLAGS[role]);
  if (listen !== undefined) parseListen(role, String(listen));
  const isV2 = role === 'v2-proxy';
  const wish = {etcdVersion, proxies: isV2 ? 1 : 0, mayInstall: true};
  const {bin, version} = await chooseEtcd(adapters, wish).catch((error: unknown) => {
    if (!isV2 || !(error instanceof OpsError) || error.code !== 'E_UNSUPPORTED') throw error;
    const found = etcdVersion === undefined ? 'the etcd at hand' : `etcd ${printable(etcdVersion, 20)}`;
    throw v2ProxyGone(found, 'before members of 3.4 or 3.5: --etcd-version 3.5');
  });
  const name = request.name ?? (listen === undefined ? role : `${role} on ${printable(String(listen), 60)}`);
  return {
    role,
    name,
    program: join(bin!.dir, 'etcd'),
    args: argumentsOf({role, settings}),
    folder: adapters.cwd,
    version,
    isNew: false,
    madeByAdd: [],
  };
}

/** What is going to run. Throws where the request makes no sense; nothing is started or written. */
export async function planStart(
  adapters: Starter,
  request: ProxyRequest,
  {loaded, etcdVersion}: {loaded: LoadedSpec | undefined; etcdVersion: string | undefined},
): Promise<PlannedStart> {
  if (loaded !== undefined && etcdVersion !== undefined) {
    throw new OpsError(
      'E_USAGE',
      `--etcd-version: the spec says which etcd it is, ${loaded.spec.etcd.version}`,
      {
        hints: ['leave the flag out'],
      },
    );
  }
  const known = await withDiscovery(adapters, request);
  if (loaded !== undefined) return startInSpec(adapters, known, loaded);
  return startAlone(adapters, known, etcdVersion);
}
