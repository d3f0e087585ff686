import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';

import {type CliResult, runCli, runCliOk} from './cli.js';
import {tempDir} from './temp-dir.js';

export interface ListedEtcd {
  version: string;
  binDir: string;
  source: string;
}

/** What `etcd install --json` prints. */
export interface Installed {
  versions: ListedEtcd[];
  installed: (ListedEtcd & {outcome: string})[];
}

/** A cache of a test's own. */
export interface EtcdCache {
  /** Where the versions are. */
  readonly root: string;
  readonly env: Record<string, string>;
  install(...args: string[]): Promise<CliResult>;
  listed(): Promise<string[]>;
}

/** Go keeps its build cache below XDG_CACHE_HOME too; a cold one costs a minute. */
let goCache: string | undefined;

/** An empty cache of the current test's own. */
export function newCache(): EtcdCache {
  const dir = tempDir('cache');
  goCache ??= execFileSync('go', ['env', 'GOCACHE'], {encoding: 'utf8'}).trim();
  const env = {XDG_CACHE_HOME: dir, GOCACHE: goCache};
  return {
    root: join(dir, 'etcdops', 'etcd'),
    env,
    install: (...args) => runCli(['etcd', 'install', ...args], {env}),
    async listed() {
      const result = await runCliOk(['etcd', 'list', '--json'], {env});
      return result.json<{versions: ListedEtcd[]}>().versions.map(entry => entry.version);
    },
  };
}

/** The names in a cache, hidden ones too. */
export function entries(cache: EtcdCache): string[] {
  return existsSync(cache.root) ? readdirSync(cache.root) : [];
}

export function errorOf(result: CliResult): string {
  return result.json<{error: {message: string}}>().error.message;
}

/** What a program prints for `--version`. */
export async function versionOf(path: string): Promise<string> {
  return (await execa(path, ['--version'], {env: {PATH: process.env['PATH']!}, extendEnv: false})).stdout;
}

/** A program that says of itself to be etcd, for what does not depend on more. */
export function fakeEtcd(says: string): string {
  const dir = tempDir('fake-etcd');
  for (const name of ['etcd', 'etcdctl', 'etcdutl']) {
    writeFileSync(join(dir, name), `#!/bin/sh\necho 'etcd Version: ${says}'\n`);
    chmodSync(join(dir, name), 0o755);
  }
  return dir;
}
