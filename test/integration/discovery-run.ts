import {join} from 'node:path';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';

import {parse} from 'yaml';

import {runCli, type CliOptions, type CliResult} from '../helpers/cli.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {inForeground, until} from './foreground-run.js';

export interface Place {
  readonly dir: string;
  readonly basePort: number;
  readonly cli: (args: readonly string[], options?: CliOptions) => Promise<CliResult>;
  /** `bootstrap discovery` into the folder, with free ports. */
  readonly bootstrap: (...args: string[]) => Promise<CliResult>;
}

/** A folder for a cluster that finds itself by discovery; its processes end with the test. */
export async function aPlace(line: EtcdTestLine, nodes = 5): Promise<Place> {
  const dir = tempDir('discovery');
  onDispose(() => endProcessesOf(dir));
  const basePort = await freeBasePort(nodes);
  const cli = (args: readonly string[], options: CliOptions = {}) => runCli(args, {cwd: dir, ...options});
  const where = ['--dir', dir, '--base-port', String(basePort), '--etcd-bin-dir', etcdBinDir(line)];
  return {dir, basePort, cli, bootstrap: (...args) => cli(['bootstrap', 'discovery', ...where, ...args])};
}

export interface Served {
  readonly token: string;
  readonly url?: string;
  readonly endpoints?: readonly string[];
  readonly end: (signal?: NodeJS.Signals) => Promise<unknown>;
  readonly output: () => string;
}

/** `discovery serve` in the foreground, in a folder of its own. */
export async function serve(line: EtcdTestLine, ...args: string[]): Promise<Served> {
  const dir = tempDir('service');
  onDispose(() => endProcessesOf(dir));
  return serveIn(dir, line, ...args);
}

/** `discovery serve` in the foreground. */
export async function serveIn(dir: string, line: EtcdTestLine, ...args: string[]): Promise<Served> {
  const {child, output, ended} = inForeground(dir, ['discovery', 'serve', ...args, '--json'], {
    env: {ETCDOPS_ETCD_BIN_DIR: etcdBinDir(line)},
  });
  const first = (): string | undefined =>
    output()
      .split('\n')
      .find(text => text.startsWith('{"'));
  await until(
    () => `the service has a token\n${output()}`,
    () => Promise.resolve(first() !== undefined),
  );
  const shown = JSON.parse(first()!) as Pick<Served, 'token' | 'url' | 'endpoints'>;
  return {
    ...shown,
    output,
    end: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** What a user names the token by. */
export function namedBy({token, url, endpoints = []}: Pick<Served, 'token' | 'url' | 'endpoints'>): string[] {
  return url === undefined
    ? ['--discovery-endpoints', endpoints.join(','), '--discovery-token', token]
    : ['--discovery-url', url];
}

export function statusOf({
  token,
  url,
  endpoints = [],
}: Pick<Served, 'token' | 'url' | 'endpoints'>): string[] {
  return url === undefined ? [token, '--endpoints', endpoints.join(',')] : [url];
}

export interface SpecOf {
  readonly token: string;
  readonly bootstrap: {readonly url?: string; readonly endpoints?: string[]; readonly token?: string};
  readonly nodes: readonly {readonly name: string; readonly role: string}[];
}

export function specOf(dir: string): SpecOf {
  return parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as SpecOf;
}

/** A file where etcd wants to make its data directory: the member ends right after its start. */
export function spoil(dir: string, name: string): string {
  const path = join(dir, '.etcdops/data', name);
  mkdirSync(join(path, '..'), {recursive: true});
  writeFileSync(path, 'not a folder\n');
  return path;
}
