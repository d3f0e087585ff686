import {join} from 'node:path';

import type {Adapters} from '../../adapters/adapters.js';
import {describeNode} from '../../domain/artifacts/plan-artifacts.js';
import {argumentsOf} from '../../domain/artifacts/process-files.js';
import {has} from '../../domain/etcd-version/capabilities.js';
import {parseListen} from '../../domain/proxies/listen-address.js';
import {planProxyNode, withNode} from '../../domain/proxies/proxy-node.js';
import {LISTEN_FLAGS, type ProxyRequest, type ProxyRole} from '../../domain/proxies/proxy-request.js';
import type {SpecNode} from '../../domain/spec/schema.js';
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
}

type Starter = ClusterContext['adapters'];

/** Unless it is told what it advertises, a gRPC proxy advertises its default address, and some releases end at that. */
function withAdvertised(
  role: ProxyRole,
  given: ReadonlyMap<string, SettingValue>,
): Map<string, SettingValue> {
  const settings = new Map(given);
  const listen = settings.get('listen-addr');
  if (role === 'grpc-proxy' && typeof listen === 'string' && !settings.has('advertise-client-url')) {
    settings.set('advertise-client-url', listen.replace(/^(?:0\.0\.0\.0|\[::\])?:/, '127.0.0.1:'));
  }
  if (role === 'v2-proxy' && !settings.has('proxy')) settings.set('proxy', 'on');
  return settings;
}

/** Set when, and only when, DNS names members without TLS alone. */
async function withDiscovery(
  adapters: Pick<Adapters, 'lookupSrv' | 'progress'>,
  request: ProxyRequest,
): Promise<ProxyRequest> {
  const domain = request.given.get('discovery-srv');
  if (request.role === 'v2-proxy' || domain === undefined || request.given.has('insecure-discovery'))
    return request;
  const service = request.given.get('discovery-srv-name');
  const {insecure} = await membersByDns(
    adapters,
    String(domain),
    service === undefined ? undefined : String(service),
  );
  if (!insecure) return request;
  adapters.progress.note(
    `DNS names members of ${printable(String(domain), 100)} without TLS: --insecure-discovery`,
  );
  return {...request, given: new Map([...request.given, ['insecure-discovery', true]])};
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

async function startInSpec(
  adapters: Starter,
  request: ProxyRequest,
  loaded: LoadedSpec,
): Promise<PlannedStart> {
  const {spec, folder} = loaded;
  const {role} = request;
  const {node, isNew} = planProxyNode(spec, request);
  if (role === 'v2-proxy' && !has(spec.etcd.version, 'v2Proxy')) {
    const wayOut = 'a cluster that still has it: etcdops bootstrap static --proxies 1 --etcd-version 3.5';
    throw v2ProxyGone(spec.etcd.version, wayOut);
  }
  const {dir, version} = await resolveEtcd(adapters, spec);
  const args = argumentsOf(describeNode(withNode(spec, node), node));
  return {role, name: node.name, program: join(dir, 'etcd'), args, folder, version, node, isNew};
}

async function startAlone(
  adapters: Starter,
  request: ProxyRequest,
  etcdVersion: string | undefined,
): Promise<PlannedStart> {
  const {role} = request;
  const settings = withAdvertised(role, request.given);
  const isV2 = role === 'v2-proxy';
  const {bin, version} = await chooseEtcd(adapters, {
    etcdVersion,
    proxies: isV2 ? 1 : 0,
    mayInstall: true,
  }).catch((error: unknown) => {
    throw isV2 && error instanceof OpsError && error.code === 'E_UNSUPPORTED'
      ? v2ProxyGone(etcdVersion ?? 'at hand', 'before members of 3.4 or 3.5: --etcd-version 3.5')
      : error;
  });
  const listen = settings.get(LISTEN_FLAGS[role]);
  if (listen !== undefined) parseListen(role, String(listen));
  const name = request.name ?? (listen === undefined ? role : `${role} on ${printable(String(listen), 60)}`);
  const args = argumentsOf({role, settings});
  return {role, name, program: join(bin!.dir, 'etcd'), args, folder: adapters.cwd, version, isNew: false};
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
