import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';

import {cleanEnv, runCli, runCliOk, type CliOptions, type CliResult} from './cli.js';
import {onDispose} from './disposal.js';
import {etcdBinDir, etcdVersion, type EtcdTestLine} from './etcd-binaries.js';
import {freeBasePort} from './free-ports.js';
import {endProcessesOf} from './processes.js';
import {tempDir} from './temp-dir.js';

export interface ClusterOptions {
  readonly members?: number;
  readonly line?: EtcdTestLine;
  readonly proxies?: number;
  readonly gateways?: number;
  readonly grpcProxies?: number;
  /** Further arguments of `bootstrap static`. */
  readonly args?: readonly string[];
  /** Of ports that the test has reserved; default: free ones of its own. */
  readonly basePort?: number;
  /** Without it only the files are made. Default: true. */
  readonly start?: boolean;
}

/** A node as `bootstrap --json` names it. */
export interface ClusterNode {
  readonly name: string;
  readonly role: string;
  readonly host: string;
  readonly clientUrl?: string;
  readonly peerUrl?: string;
}

export interface TestCluster {
  /** The folder of the spec; its processes end and it goes when the test has ended. */
  readonly dir: string;
  readonly basePort: number;
  readonly line: EtcdTestLine;
  readonly version: string;
  readonly binDir: string;
  readonly nodes: readonly ClusterNode[];
  /** Client URLs of the members. */
  readonly endpoints: readonly string[];
  /** The result of `bootstrap --json`. */
  readonly bootstrap: Record<string, unknown>;
  /** Runs etcdops in the folder. */
  readonly cli: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
  /** Runs etcdctl of the same etcd with the members as endpoints; throws where it fails. */
  readonly etcdctl: (...args: string[]) => Promise<string>;
  /** The pid that etcdops recorded for a node. */
  readonly pidOf: (name: string) => number;
}

/** A folder whose processes end when the test has ended. */
function clusterDir(label = 'cluster'): string {
  const dir = tempDir(label);
  onDispose(() => endProcessesOf(dir));
  return dir;
}

/** Nodes that join later take the next blocks of ports. */
const SPARE_BLOCKS = 4;

function count(flag: string, value: number | undefined): string[] {
  return value === undefined ? [] : [flag, String(value)];
}

function bootstrapArgs(options: ClusterOptions, dir: string, basePort: number): string[] {
  return [
    'bootstrap',
    'static',
    ...['--members', String(options.members ?? 3)],
    ...['--base-port', String(basePort)],
    ...['--dir', dir],
    ...['--etcd-bin-dir', etcdBinDir(options.line ?? '3.7')],
    ...count('--proxies', options.proxies),
    ...count('--gateways', options.gateways),
    ...count('--grpc-proxies', options.grpcProxies),
    ...(options.start === false ? [] : ['--start']),
    ...(options.args ?? []),
    '--json',
  ];
}

/** What etcdctl shows, and whom it believes, where the cluster has an own CA. */
function clientFiles(dir: string, args: readonly string[]): Record<string, string> {
  if (!args.join(' ').includes('--tls ca')) return {};
  const file = (name: string): string => join(dir, 'pki', name);
  return {
    ETCDCTL_CACERT: file('ca.crt'),
    ETCDCTL_CERT: file('clients/admin.crt'),
    ETCDCTL_KEY: file('clients/admin.key'),
  };
}

/** A cluster of real etcd in a folder of its own, made by the built etcdops and up unless told otherwise. */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const {members = 3, proxies = 0, gateways = 0, grpcProxies = 0, line = '3.7'} = options;
  const dir = clusterDir();
  const basePort =
    options.basePort ?? (await freeBasePort(members + proxies + gateways + grpcProxies + SPARE_BLOCKS));
  const result = await runCliOk(bootstrapArgs(options, dir, basePort), {cwd: dir});
  const bootstrap = result.json<{nodes: ClusterNode[]}>();
  const endpoints = bootstrap.nodes
    .filter(({role}) => role === 'member')
    .map(({clientUrl}) => clientUrl)
    .filter(url => url !== undefined);
  const binDir = etcdBinDir(line);
  return {
    dir,
    basePort,
    line,
    version: etcdVersion(line),
    binDir,
    nodes: bootstrap.nodes,
    endpoints,
    bootstrap: {...bootstrap},
    cli: (args, cliOptions = {}) => runCli(args, {cwd: dir, ...cliOptions}),
    async etcdctl(...args) {
      const env = cleanEnv({
        ETCDCTL_API: '3',
        ETCDCTL_ENDPOINTS: endpoints.join(','),
        ...(args.includes('--cacert') ? {} : clientFiles(dir, options.args ?? [])),
      });
      const {stdout} = await execa(join(binDir, 'etcdctl'), args, {env, extendEnv: false, timeout: 30_000});
      return stdout;
    },
    pidOf(name) {
      const text = readFileSync(join(dir, '.etcdops', 'pids', `${name}.json`), 'utf8');
      return (JSON.parse(text) as {pid: number}).pid;
    },
  };
}
