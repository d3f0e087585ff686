import {constants, promises as fs} from 'node:fs';
import {delimiter, isAbsolute, join} from 'node:path';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import type {Runner} from '../process/runner.js';
import {parseEtcdVersion} from './parse.js';

/** A folder with etcd and etcdctl whose version was read from the binary itself. */
export interface EtcdBinDir {
  readonly dir: string;
  readonly version: string;
}

/** Finds etcd binaries and asks them for their version. */
export interface EtcdBinaries {
  /** Where the cache keeps one version: `<cache>/etcd/<version>`. Throws where the machine has no place for a cache. */
  cacheDir(version: string): string;
  /** The versions that the cache has folders for, in no order. */
  cachedVersions(): Promise<string[]>;
  /** Folders on PATH with an executable etcd, in PATH's order. */
  onPath(): Promise<string[]>;
  /** Runs `etcd --version` in a folder. Throws E_ETCD_BINARY that says what is wrong with it. */
  inspect(dir: string): Promise<EtcdBinDir>;
}

/** A healthy etcd answers in 20 ms; a program that waits for input never does. */
const VERSION_TIMEOUT_MS = 5000;
const INSTALL_HINT = 'etcdops etcd install puts a verified etcd into the cache';

function unusable(path: string, why: string, cause?: unknown): OpsError {
  return new OpsError('E_ETCD_BINARY', `${path} ${why}`, {cause, hints: [INSTALL_HINT], details: {path}});
}

/** `e_machine` of ELF, by Node's name of the architecture. A 64-bit x86 also runs 32-bit programs. */
const ELF_MACHINES: Readonly<Record<string, readonly number[]>> = {
  x64: [62, 3],
  arm64: [183],
  arm: [40],
  ppc64: [21],
  s390x: [22],
  riscv64: [243],
};

/** Asked of the file itself: the system hands what it cannot run to a shell, whose complaint says nothing of it. */
async function isForeignProgram(path: string): Promise<boolean> {
  const handle = await fs.open(path, 'r');
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(20), 0, 20, 0);
    if (bytesRead < 20 || buffer.toString('latin1', 0, 4) !== '\x7fELF') return false;
    const isBigEndian = buffer[5] === 2;
    const machine = isBigEndian ? buffer.readUInt16BE(18) : buffer.readUInt16LE(18);
    return !(ELF_MACHINES[process.arch] ?? [machine]).includes(machine);
  } finally {
    await handle.close();
  }
}

/** Why a file cannot be executed, in words; undefined where the mode allows it. */
async function executableProblem(path: string): Promise<string | undefined> {
  try {
    const stat = await fs.stat(path);
    if (!stat.isFile()) return 'is not a file';
    if ((stat.mode & 0o111) === 0) return 'is not executable';
    await fs.access(path, constants.X_OK);
    return (await isForeignProgram(path))
      ? 'is a program for another architecture than this machine has'
      : undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
    return code === 'EACCES' ? 'is not executable' : `cannot be read: ${errorMessage(error)}`;
  }
}

function runFailure(path: string, error: unknown): OpsError {
  const code = error instanceof OpsError ? error.details['systemCode'] : undefined;
  if (code === 'ENOEXEC')
    return unusable(path, 'is not a program for this machine (another architecture?)', error);
  return unusable(path, `cannot be run: ${errorMessage(error)}`, error);
}

export interface EtcdBinariesOptions {
  readonly runner: Runner;
  readonly env: Readonly<Record<string, string>>;
  readonly homeDir: () => string;
}

export function createEtcdBinaries({runner, env, homeDir}: EtcdBinariesOptions): EtcdBinaries {
  function cacheRoot(): string {
    const xdg = env['XDG_CACHE_HOME'];
    // The XDG rules say that a relative path is to be ignored.
    return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homeDir(), '.cache'), 'etcdops', 'etcd');
  }

  const versions = new Map<string, Promise<string>>();

  async function askVersion(path: string): Promise<string> {
    const result = await runner
      // Without ETCD_* variables: a stale one makes even `--version` fail.
      .run(path, ['--version'], {timeoutMs: VERSION_TIMEOUT_MS, env: {PATH: env['PATH'] ?? ''}})
      .catch((error: unknown) => {
        throw runFailure(path, error);
      });
    if (result.timedOut)
      throw unusable(path, `did not answer --version within ${VERSION_TIMEOUT_MS / 1000} s`);
    const version = parseEtcdVersion(result.stdout);
    if (version === undefined) throw unusable(path, 'is not etcd: `--version` prints no etcd version');
    return version;
  }

  async function inspect(dir: string): Promise<EtcdBinDir> {
    const path = join(dir, 'etcd');
    const problem = await executableProblem(path);
    if (problem !== undefined) throw unusable(path, problem);
    const {dev, ino, size, mtimeMs} = await fs.stat(path);
    // A workflow asks before each start; a file that is the same answers the same.
    const file = [path, dev, ino, size, mtimeMs].join('\0');
    const version = versions.get(file) ?? askVersion(path);
    versions.set(file, version);
    return {dir, version: await version};
  }

  return {
    cacheDir: version => join(cacheRoot(), version),
    inspect,
    async cachedVersions() {
      const names = await fs.readdir(cacheRoot()).catch(() => []);
      return names.filter(name => /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(name));
    },
    async onPath() {
      const dirs = (env['PATH'] ?? '').split(delimiter).filter(dir => isAbsolute(dir));
      const usable = await Promise.all(
        dirs.map(async dir => (await executableProblem(join(dir, 'etcd'))) === undefined),
      );
      return dirs.filter((_, index) => usable[index]);
    },
  };
}
