import type {Adapters} from '../adapters/adapters.js';
import type {EtcdSource, SourceContext, Staging} from '../adapters/etcd-sources/source.js';
import type {CachedEtcd, InstalledEtcd} from '../domain/etcd-version/install.js';
import type {VersionRequest} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findCached} from '../queries/list-etcd.js';
import type {SourceReport} from './install-failure.js';

export type Installer = Pick<Adapters, 'binaries' | 'etcdSources' | 'files' | 'progress' | 'signal'>;

/** How many versions of a line are tried where a source offers some that it then does not hand out. */
const MAX_ATTEMPTS = 5;

/** What one call of `installEtcd` works with. */
export interface Installation {
  readonly adapters: Installer;
  readonly sources: readonly EtcdSource[];
  readonly staging: () => Promise<Staging>;
  readonly dryRun: boolean;
}

/** A failure of one source, after which the next has its turn; an interruption or a full disk is none. */
function isSourceFailure(error: unknown): error is OpsError {
  return (
    error instanceof OpsError && ['E_INSTALL_FAILED', 'E_TOOL_FAILED', 'E_ETCD_BINARY'].includes(error.code)
  );
}

function contextOf({adapters, staging}: Installation): SourceContext {
  return {
    signal: adapters.signal,
    report: text => adapters.progress.update(text),
    scratch: async () => (await staging()).folder(),
  };
}

/** Puts a checked folder in its place. Of two installations of one version at a time the first one wins. */
async function publish(
  installation: Installation,
  source: EtcdSource,
  built: CachedEtcd,
): Promise<InstalledEtcd> {
  const {adapters, staging} = installation;
  const area = await staging();
  const {version} = built;
  for (;;) {
    adapters.signal.throwIfAborted();
    if (await area.publish({from: built.binDir, version, source: source.name})) {
      return {
        version,
        binDir: adapters.binaries.cacheDir(version),
        source: source.name,
        outcome: 'installed',
      };
    }
    const there = await findCached(adapters, version);
    if (there !== undefined) return {...there, outcome: 'already-there'};
    adapters.progress.warn(`the etcd ${version} in the cache cannot be used; it is moved aside`);
    await area.setAside(version);
  }
}

async function fetchAndPublish(
  installation: Installation,
  source: EtcdSource,
  version: string,
): Promise<InstalledEtcd> {
  const {adapters, staging} = installation;
  const dir = await (await staging()).folder();
  await source.fetch(version, dir, contextOf(installation));
  // What it is decides the binary itself, not the name that it was fetched under.
  const found = await adapters.binaries.inspect(dir);
  if (found.version !== version) {
    throw new OpsError('E_INSTALL_FAILED', `it gave etcd ${found.version} under the name of ${version}`);
  }
  return publish(installation, source, {version, binDir: dir, source: source.name});
}

async function obtain(
  installation: Installation,
  source: EtcdSource,
  version: string,
): Promise<InstalledEtcd> {
  const {adapters, dryRun} = installation;
  const there = await findCached(adapters, version);
  if (there !== undefined) return {...there, outcome: 'already-there'};
  if (!dryRun) return fetchAndPublish(installation, source, version);
  return {version, binDir: adapters.binaries.cacheDir(version), source: source.name, outcome: 'planned'};
}

/** The first of the versions that the source really hands out; else what it said of the first one. */
async function obtainFirst(
  installation: Installation,
  source: EtcdSource,
  versions: readonly string[],
): Promise<InstalledEtcd | OpsError | undefined> {
  let refusal: OpsError | undefined;
  for (const version of versions.slice(0, MAX_ATTEMPTS)) {
    try {
      return await obtain(installation, source, version);
    } catch (error) {
      if (!isSourceFailure(error) || error.details['unavailable'] !== true) throw error;
      refusal ??= error;
    }
  }
  return refusal;
}

/** The installed version, or why this source does not give one. */
export async function installFromSource(
  installation: Installation,
  source: EtcdSource,
  request: VersionRequest,
): Promise<InstalledEtcd | SourceReport> {
  const {name, title} = source;
  let has: readonly string[] = [];
  try {
    const offer = await source.offer(request, contextOf(installation));
    has = offer.has;
    const got = await obtainFirst(installation, source, offer.versions);
    if (got !== undefined && !(got instanceof OpsError)) return got;
    return {name, title, has, problem: got?.message ?? offer.note};
  } catch (error) {
    if (!isSourceFailure(error)) throw error;
    return {name, title, has, problem: error.message};
  }
}
