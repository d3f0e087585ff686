import {resolve} from 'node:path';

import * as Flags from '@oclif/core/flags';

import {discoveryOf, ownServiceUrl, sizeOfSpec, clusterTokenOf} from '../domain/discovery/method.js';
import {parseDiscoveryUrl} from '../domain/discovery/discovery-url.js';
import {hostProblem, ipProblem} from '../domain/nodes/hosts.js';
import {tokenProblem} from '../domain/nodes/names.js';
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
  listen: Flags.string({description: 'IP address to listen on [default: 127.0.0.1]', helpValue: 'IP'}),
  host: Flags.string({
    description:
      'what others call this machine, for the URL of the service [default: --listen; of 0.0.0.0 an address of this machine]',
    helpValue: 'NAME',
  }),
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
  dir: Flags.string({
    description: 'folder below which the service keeps its data [default: .]',
    helpValue: 'DIR',
  }),
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
  readonly listen?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  readonly 'etcd-version'?: string | undefined;
  readonly dir?: string | undefined;
  readonly endpoints?: readonly string[] | undefined;
  readonly 'cert-file'?: string | undefined;
  readonly 'key-file'?: string | undefined;
  readonly 'trusted-ca-file'?: string | undefined;
}

/** The service that a spec has of its own. */
async function ofSpec(services: Services, {spec, folder}: LoadedSpec, url: string): Promise<ServeInput> {
  const token = clusterTokenOf(spec);
  return {
    folder,
    isOfSpec: true,
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

interface Checked {
  readonly listen: string;
  readonly host: string | undefined;
  readonly token: string | undefined;
}

function assertUsable({listen, host, token}: Checked): void {
  const problems = [
    {flag: '--listen', problem: ipProblem(listen), hint: '--listen 127.0.0.1'},
    {flag: '--host', problem: host && hostProblem(host), hint: '--host 10.0.0.9'},
    {flag: '--token', problem: token && tokenProblem(token), hint: 'leave --token out: one is made'},
  ];
  for (const {flag, problem, hint} of problems)
    if (problem) throw new OpsError('E_USAGE', `${flag}: ${problem}`, {hints: [hint]});
}

/** Of a service that is run here. */
const OF_PROCESS = ['listen', 'host', 'port', 'dir', 'cert-file', 'key-file', 'trusted-ca-file'] as const;
/** What the spec says of the service that it has of its own. */
const OF_SPEC = [
  ...OF_PROCESS.filter(name => name !== 'dir'),
  ...(['size', 'token', 'etcd-version', 'cacert', 'cert', 'key', 'user'] as const),
] as const;

type Given = Partial<Record<(typeof OF_SPEC)[number] | 'dir', unknown>>;

function firstGiven(flags: Given, names: readonly (keyof Given)[]): string | undefined {
  return names.find(name => flags[name] !== undefined);
}

/** Throws E_USAGE for a flag of a service that is run, where none is. */
export function assertRunsNone(flags: Given): void {
  const flag = firstGiven(flags, OF_PROCESS);
  if (flag === undefined) return;
  throw new OpsError('E_USAGE', `--${flag} is of a service that is run here; with --endpoints none is`, {
    hints: [`leave --${flag} out, or --endpoints`],
  });
}

/** Throws E_USAGE for a flag that would make two services of one folder. */
function assertSpecSays(flags: Given): void {
  const flag = firstGiven(flags, OF_SPEC);
  if (flag === undefined) return;
  const message = `--${flag}: the spec of this folder has a discovery service of its own, and says all of it`;
  throw new OpsError('E_USAGE', message, {
    hints: ['etcdops discovery serve', 'another service in another folder: --dir DIR'],
  });
}

/** Where the spec has a service of its own, and that one is meant. */
async function meantBySpec(
  services: Services,
  flags: ParsedServeFlags,
  {loaded, folder}: {loaded: LoadedSpec | undefined; folder: string},
): Promise<ServeInput | undefined> {
  const method = loaded === undefined ? undefined : discoveryOf(loaded.spec);
  const url = method === undefined ? undefined : ownServiceUrl(method);
  if (loaded === undefined || url === undefined) return undefined;
  const isSameFolder = folder === (await services.files.canonicalPath(loaded.folder));
  const saysNothing = flags.dir === undefined && firstGiven(flags, OF_SPEC) === undefined;
  if (!isSameFolder && !saysNothing) return undefined;
  assertSpecSays(flags);
  return ofSpec(services, loaded, url);
}

/** Flags, or the spec where they say nothing else → what to serve. */
export async function toServeInput(
  services: Services,
  flags: ParsedServeFlags,
  {client, loaded}: {client: DiscoveryClient; loaded: LoadedSpec | undefined},
): Promise<ServeInput> {
  const folder = await services.files.canonicalPath(resolve(services.cwd, flags.dir ?? '.'));
  const known = await meantBySpec(services, flags, {loaded, folder});
  if (known !== undefined) return known;
  const {listen = '127.0.0.1', host, port, token, size = 3} = flags;
  assertUsable({listen, host, token});
  const chosen = await chooseEtcd(services, {
    etcdVersion: flags['etcd-version'],
    proxies: 0,
    mayInstall: true,
  });
  const bin = chosen.bin ?? {version: chosen.version, dir: chosen.binDir ?? ''};
  return {folder, bin, size, token, listen, host, port, client, ...certificateOf(services.cwd, flags)};
}
