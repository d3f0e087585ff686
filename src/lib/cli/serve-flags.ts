import {tokenProblem} from '../domain/nodes/names.js';
import {resolve} from 'node:path';

import * as Flags from '@oclif/core/flags';

import {discoveryOf, ownServiceUrl, sizeOfSpec, clusterTokenOf} from '../domain/discovery/method.js';
import {parseDiscoveryUrl} from '../domain/discovery/discovery-url.js';
import {ipProblem} from '../domain/nodes/hosts.js';
import {OpsError} from '../errors/ops-error.js';
import type {DiscoveryClient} from '../queries/discovery/open-registry.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {resolveEtcd} from '../queries/resolve-etcd.js';
import {chooseEtcd} from '../workflows/choose-etcd.js';
import type {ServeInput} from '../workflows/discovery/serve.js';
import {discoveryFlags, sizeFlag} from './discovery-flags.js';
import {countFlag} from './flags.js';
import type {Services} from './services.js';

const withCert = {dependsOn: ['cert-file', 'key-file']};

/** Of `discovery serve`. */
export const serveFlags = {
  size: sizeFlag({
    description: 'how many members the cluster is to have [default: 3, or as the spec has it]',
  }),
  listen: Flags.string({description: 'IP address to listen on', default: '127.0.0.1', helpValue: 'IP'}),
  port: countFlag(
    'port',
    1,
    65_535,
  )({description: 'port to listen on [default: a free one]', helpValue: 'PORT'}),
  token: Flags.string({description: 'the token [default: a fresh one]'}),
  'etcd-version': Flags.string({
    description: 'of the members, and so of the service [default: the etcd at hand]',
    helpValue: 'VERSION',
  }),
  dir: Flags.string({description: 'folder below which the service keeps its data', default: '.'}),
  'cert-file': Flags.string({
    description: 'certificate of the service, which speaks TLS then',
    helpValue: 'FILE',
    dependsOn: ['key-file'],
  }),
  'key-file': Flags.string({description: 'its key', helpValue: 'FILE', dependsOn: ['cert-file']}),
  'trusted-ca-file': Flags.string({
    description: 'CAs of the certificates that members have to show to the service',
    helpValue: 'FILE',
    ...withCert,
  }),
  ...discoveryFlags,
};

export interface ParsedServeFlags {
  readonly size?: number | undefined;
  readonly listen: string;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  readonly 'etcd-version'?: string | undefined;
  readonly dir: string;
  readonly 'cert-file'?: string | undefined;
  readonly 'key-file'?: string | undefined;
  readonly 'trusted-ca-file'?: string | undefined;
}

/** The service that a spec has of its own. */
async function ofSpec(services: Services, {spec, folder}: LoadedSpec, url: string): Promise<ServeInput> {
  const token = clusterTokenOf(spec);
  return {
    folder,
    bin: await resolveEtcd(services, spec),
    size: sizeOfSpec(spec),
    token: parseDiscoveryUrl(token)?.token ?? token,
    listen: new URL(url).hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(new URL(url).port),
  };
}

function certificateOf(cwd: string, flags: ParsedServeFlags): Pick<ServeInput, 'certificate'> {
  const {'cert-file': cert, 'key-file': key, 'trusted-ca-file': ca} = flags;
  if (cert === undefined || key === undefined) return {};
  const trustedCa = ca === undefined ? undefined : resolve(cwd, ca);
  return {certificate: {cert: resolve(cwd, cert), key: resolve(cwd, key), trustedCa}};
}

function assertUsable(listen: string, token: string | undefined): void {
  const problem = ipProblem(listen);
  if (problem !== undefined)
    throw new OpsError('E_USAGE', `--listen: ${problem}`, {hints: ['--listen 127.0.0.1']});
  const misfit = token === undefined ? undefined : tokenProblem(token);
  if (misfit !== undefined)
    throw new OpsError('E_USAGE', `--token: ${misfit}`, {hints: ['leave --token out: one is made']});
}

/** Flags, or the spec where they say nothing else → what to serve. */
export async function toServeInput(
  services: Services,
  flags: ParsedServeFlags,
  {client, loaded}: {client: DiscoveryClient; loaded: LoadedSpec | undefined},
): Promise<ServeInput> {
  const method = loaded === undefined ? undefined : discoveryOf(loaded.spec);
  const url = method === undefined ? undefined : ownServiceUrl(method);
  if (loaded !== undefined && url !== undefined && flags.size === undefined)
    return ofSpec(services, loaded, url);
  const {listen, port, token, size = 3} = flags;
  assertUsable(listen, token);
  const chosen = await chooseEtcd(services, {
    etcdVersion: flags['etcd-version'],
    proxies: 0,
    mayInstall: true,
  });
  const folder = await services.files.canonicalPath(resolve(services.cwd, flags.dir));
  const bin = chosen.bin ?? {version: chosen.version, dir: chosen.binDir ?? ''};
  return {folder, bin, size, token, listen, port, client, ...certificateOf(services.cwd, flags)};
}
