import {createHash} from 'node:crypto';
import {createReadStream, promises as fs} from 'node:fs';
import {hostname} from 'node:os';
import {dirname, join} from 'node:path';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import type {Clock} from '../clock/clock.js';
import type {EtcdBinaries} from '../etcd-server/etcd-binaries.js';
import type {Files} from '../files/files.js';
import {isAlive} from '../process/identity.js';
import type {Random} from '../random/random.js';
import type {PublishRequest, Staging} from './source.js';

export interface StagingOptions {
  readonly files: Files;
  readonly binaries: EtcdBinaries;
  readonly clock: Clock;
  readonly random: Random;
}

/** The record beside the programs of a version: where they came from. */
const SOURCE_FILE = 'source.json';

const STAGING_NAME = /^\.staging-([0-9a-f]{8})-(\d+)-[0-9a-f]+$/;

/** A cache may be shared by machines; from one of them nobody can tell whether a process of another lives. */
function hostTag(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function sync(path: string): Promise<void> {
  const handle = await fs.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Folders of installations that were killed. */
async function removeStale(files: Files, root: string): Promise<void> {
  for (const name of await files.list(root)) {
    const match = STAGING_NAME.exec(name);
    if (match?.[1] === hostTag() && !isAlive(Number(match[2]))) await files.removeScratch(join(root, name));
  }
}

function unusableCache(root: string, error: unknown): OpsError {
  const why = error instanceof OpsError ? error.message : `cannot write ${root}: ${errorMessage(error)}`;
  return new OpsError('E_DIR_UNUSABLE', why, {
    cause: error,
    hints: ['name a folder for caches that can be written: XDG_CACHE_HOME=DIR'],
  });
}

async function makeStagingDir(files: Files, dir: string): Promise<void> {
  const root = dirname(dir);
  try {
    await files.ensureDir(root);
    await removeStale(files, root);
    await files.ensureDir(dir, 0o700);
  } catch (error) {
    throw unusableCache(root, error);
  }
}

/** Opens a part of the cache that no other process looks into, on the cache's own file system. */
export async function openStaging({files, binaries, clock, random}: StagingOptions): Promise<Staging> {
  const root = dirname(binaries.cacheDir('0.0.0'));
  const dir = join(root, `.staging-${hostTag()}-${process.pid}-${random.hex(4)}`);
  await makeStagingDir(files, dir);
  let folders = 0;

  async function seal({from, version, source}: PublishRequest): Promise<void> {
    const names = await files.list(from);
    const sha256: Record<string, string> = {};
    for (const name of names) {
      sha256[name] = await sha256Of(join(from, name));
      await sync(join(from, name));
    }
    const record = {version, source, sha256, installedAt: clock.now().toISOString()};
    await files.writeAtomic(join(from, SOURCE_FILE), `${JSON.stringify(record, null, 2)}\n`);
    await fs.chmod(from, 0o755);
    await sync(from);
  }

  return {
    async folder() {
      const path = join(dir, String(folders++));
      await files.ensureDir(path);
      return path;
    },
    async publish(request) {
      await seal(request);
      try {
        // Fails where a folder with something in it has the name: the loser of two installations at a time.
        await fs.rename(request.from, binaries.cacheDir(request.version));
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return false;
        throw unusableCache(root, error);
      }
      await sync(root);
      return true;
    },
    async setAside(version) {
      try {
        await fs.rename(binaries.cacheDir(version), join(root, `.broken-${version}-${random.hex(4)}`));
      } catch (error) {
        // Another installation was faster.
        if (systemErrorCode(error) !== 'ENOENT') throw unusableCache(root, error);
      }
    },
    async drop() {
      // A child that is still ending may write while its folder goes; what then stays is removed as stale later.
      await files.removeScratch(dir).catch(() => undefined);
    },
  };
}
