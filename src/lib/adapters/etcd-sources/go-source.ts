import {join} from 'node:path';

import {matchingVersions} from '../../domain/etcd-version/install.js';
import type {Files} from '../files/files.js';
import type {Runner, RunResult} from '../process/runner.js';
import {failureReason, parseGoVersion, parseModuleVersions} from './parse.js';
import type {EtcdSource, SourceContext} from './source.js';
import {runTool, sourceFailure} from './tool.js';

/** The modules of etcd's programs. Before 3.5 etcd was one module that cannot be built from a proxy. */
const MODULES = {
  etcd: 'go.etcd.io/etcd/server/v3',
  etcdctl: 'go.etcd.io/etcd/etcdctl/v3',
  etcdutl: 'go.etcd.io/etcd/etcdutl/v3',
} as const;

const ASK_TIMEOUT_MS = 8000;
const GET_TIMEOUT_MS = 300_000;
const BUILD_TIMEOUT_MS = 900_000;
/** `go get -tool` and the tool directive came with Go 1.24; before it a plain `go get` does the same here. */
const FIRST_WITH_TOOLS = 24;

/** The proxy's list names versions that it then refuses to hand out. */
const REFUSED = /\b(?:403 Forbidden|404 Not Found|410 Gone|unknown revision|version is not available)/;
const NEEDS_NEWER_GO = /requires go >= ?([\d.]+)/;

interface GoToolchain {
  readonly major: number;
  readonly minor: number;
  /** What the user's GOTOOLCHAIN allows; with `local` Go never fetches another one of itself. */
  readonly allowed: string;
}

export interface GoSourceOptions {
  readonly runner: Runner;
  readonly files: Files;
  readonly env: Readonly<Record<string, string>>;
}

/** etcd built from its modules, which Go verifies against its checksum database. */
export function createGoSource({runner, files, env}: GoSourceOptions): EtcdSource {
  // The user's proxy and flags stay; what would aim the build elsewhere does not.
  const {GOOS: _os, GOARCH: _arch, ...own} = env;
  const goEnv = (toolchain: string): Record<string, string> => {
    return {...own, GOWORK: 'off', GO111MODULE: 'on', CGO_ENABLED: '0', GOTOOLCHAIN: toolchain};
  };

  let toolchainRead: Promise<GoToolchain> | undefined;
  let versionsRead: Promise<string[]> | undefined;

  async function readToolchain(context: SourceContext): Promise<GoToolchain> {
    const call = {file: 'go', args: ['env', 'GOVERSION', 'GOTOOLCHAIN'], cwd: '/', env: own};
    const result = await runTool(
      runner,
      {...call, timeoutMs: ASK_TIMEOUT_MS, doing: 'asking go for its version'},
      context,
    );
    const [version = '', allowed = ''] = result.stdout.trim().split('\n');
    const parsed = parseGoVersion(version);
    if (result.exitCode !== 0 || parsed === undefined)
      throw sourceFailure('the go here does not tell its version');
    return {...parsed, allowed: allowed === '' ? 'local' : allowed};
  }

  async function readVersions(context: SourceContext): Promise<string[]> {
    const modules = Object.values(MODULES);
    const doing = 'asking the Go module proxy';
    const call = {
      file: 'go',
      args: ['list', '-m', '-versions', ...modules],
      cwd: '/',
      env: goEnv('local'),
      doing,
    };
    const result = await runTool(runner, {...call, timeoutMs: ASK_TIMEOUT_MS}, context);
    if (result.exitCode !== 0) throw sourceFailure(failureReason(result.stderr));
    const listed = parseModuleVersions(result.stdout);
    const [first = [], ...others] = modules.map(module => listed.get(module) ?? []);
    return first.filter(version => others.every(other => other.includes(version)));
  }

  // Asked once: what did not answer for one version is not waited for again for the next.
  const toolchain = (context: SourceContext): Promise<GoToolchain> =>
    (toolchainRead ??= readToolchain(context));
  const versions = (context: SourceContext): Promise<string[]> => (versionsRead ??= readVersions(context));

  /** With the toolchain at hand first; one that Go fetches for itself only where the user's settings allow it. */
  async function get(
    version: string,
    go: GoToolchain,
    {cwd, context}: {cwd: string; context: SourceContext},
  ): Promise<string> {
    const packages = Object.values(MODULES).map(module => `${module}@v${version}`);
    const args =
      go.major === 1 && go.minor < FIRST_WITH_TOOLS ? ['get', ...packages] : ['get', '-tool', ...packages];
    const attempt = (wanted: string): Promise<RunResult> => {
      const doing = `etcd ${version}: fetching its modules with go`;
      return runTool(
        runner,
        {file: 'go', args, cwd, env: goEnv(wanted), timeoutMs: GET_TIMEOUT_MS, doing},
        context,
      );
    };
    let wanted = 'local';
    let result = await attempt(wanted);
    if (result.exitCode !== 0 && NEEDS_NEWER_GO.test(result.stderr) && go.allowed !== 'local') {
      wanted = go.allowed;
      result = await attempt(wanted);
    }
    if (result.exitCode === 0) return wanted;
    const needed = NEEDS_NEWER_GO.exec(result.stderr)?.[1];
    if (needed !== undefined) {
      throw sourceFailure(`etcd ${version} needs go ${needed} to build, go ${go.major}.${go.minor} is here`);
    }
    throw sourceFailure(failureReason(result.stderr), {unavailable: REFUSED.test(result.stderr)});
  }

  async function fetch(version: string, dir: string, context: SourceContext): Promise<void> {
    const go = await toolchain(context);
    const cwd = await context.scratch();
    // A module of its own for each version: one that held two would give both the higher of every shared module.
    await files.writeAtomic(
      join(cwd, 'go.mod'),
      `module etcdops.invalid/etcd\n\ngo ${go.major}.${go.minor}\n`,
    );
    const wanted = await get(version, go, {cwd, context});
    const ldflags = `-s -w -X go.etcd.io/etcd/api/v3/version.GitSHA=v${version}`;
    for (const [name, module] of Object.entries(MODULES)) {
      const args = ['build', '-mod=mod', '-ldflags', ldflags, '-o', join(dir, name), module];
      const doing = `etcd ${version}: building ${name} with go`;
      // A go that is ended in the middle leaves its temporary files; here they go with the scratch folder.
      const buildEnv = {GOTMPDIR: cwd, ...goEnv(wanted)};
      const call = {file: 'go', args, cwd, env: buildEnv, timeoutMs: BUILD_TIMEOUT_MS, doing};
      const result = await runTool(runner, call, context);
      if (result.exitCode !== 0)
        throw sourceFailure(`${name} cannot be built: ${failureReason(result.stderr)}`);
    }
  }

  return {
    name: 'go',
    title: 'the Go module proxy',
    async offer(request, context) {
      await toolchain(context);
      const has = await versions(context);
      return {versions: matchingVersions(request, has), has: matchingVersions({kind: 'latest'}, has)};
    },
    fetch,
  };
}
