import type {Adapters} from '../adapters/adapters.js';
import type {EtcdSource, EtcdSources, SourceContext, Staging} from '../adapters/etcd-sources/source.js';
import {
  type CachedEtcd,
  type EtcdSourceChoice,
  type InstalledEtcd,
  type InstallResult,
  requestText,
} from '../domain/etcd-version/install.js';
import {lineOf, NEWEST_LINE, type VersionRequest} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findCached, listEtcd} from '../queries/list-etcd.js';
import {requireVersionRequest} from '../queries/resolve-etcd.js';
import {type SourceReport, installFailure} from './install-failure.js';

export type Installer = Pick<Adapters, 'binaries' | 'etcdSources' | 'files' | 'progress' | 'signal'>;

export interface InstallInput {
  /** `3.7`, `3.7.3` or `latest`; more than one is installed one after the other. */
  readonly requests: readonly string[];
  readonly source: EtcdSourceChoice;
  /** Takes the place of the official release page; same layout. */
  readonly mirror?: string | undefined;
  /** Asks the sources and changes nothing. */
  readonly dryRun?: boolean;
}

/** How many versions of a line are tried where a source offers some that it then does not hand out. */
const MAX_ATTEMPTS = 5;

/** What one call of `installEtcd` works with. */
interface Installation {
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

function assertMirror({mirror, source}: InstallInput): void {
  if (mirror === undefined) return;
  if (source !== 'auto' && source !== 'release') {
    throw new OpsError('E_USAGE', `--mirror is one of releases; it does not go with --source ${source}`, {
      hints: ['use --source release, or leave --source out'],
    });
  }
  if (URL.canParse(mirror) && ['http:', 'https:'].includes(new URL(mirror).protocol)) return;
  throw new OpsError('E_USAGE', `--mirror needs an http or https address`, {
    hints: ['for example --mirror https://mirror.example/etcd/releases/download'],
  });
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
async function trySource(
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

function reportText({title, has, problem}: SourceReport): string {
  if (problem !== undefined) return `${title}: ${problem}`;
  return `${title} does not have it${has[0] === undefined ? '' : ` (the newest there is ${has[0]})`}`;
}

/** `latest` is what the first source that answers has; an old line should not come as a surprise. */
function noteOldLine(
  {adapters}: Installation,
  request: VersionRequest,
  {version, source}: InstalledEtcd,
): void {
  if (request.kind !== 'latest' || lineOf(version) === NEWEST_LINE) return;
  adapters.progress.warn(
    `etcd ${version} is the newest that could be had (from ${source}); the newest line is ${NEWEST_LINE}`,
  );
}

async function installOne(installation: Installation, request: VersionRequest): Promise<InstalledEtcd> {
  const {adapters, sources} = installation;
  const asked = `etcd ${requestText(request)}`;
  const there = request.kind === 'exact' ? await findCached(adapters, request.version) : undefined;
  if (there !== undefined) return {...there, outcome: 'already-there'};
  const reports: SourceReport[] = [];
  for (const [index, source] of sources.entries()) {
    const attempt = await trySource(installation, source, request);
    if ('outcome' in attempt) {
      noteOldLine(installation, request, attempt);
      return attempt;
    }
    reports.push(attempt);
    const next = sources[index + 1];
    if (next !== undefined) adapters.progress.warn(`${asked}: ${reportText(attempt)}; trying ${next.title}`);
  }
  throw installFailure(request, reports);
}

function say({adapters}: Installation, {version, source, outcome, binDir}: InstalledEtcd): void {
  if (outcome === 'installed')
    adapters.progress.note(`etcd ${version} from ${source} installed in ${binDir}`);
}

async function installAll(
  installation: Installation,
  requests: readonly VersionRequest[],
): Promise<InstalledEtcd[]> {
  const installed: InstalledEtcd[] = [];
  for (const request of requests) {
    const one = await installOne(installation, request);
    say(installation, one);
    if (!installed.some(({version}) => version === one.version)) installed.push(one);
  }
  return installed;
}

function lazyStaging(sources: EtcdSources): {open: () => Promise<Staging>; drop: () => Promise<void>} {
  let opened: Promise<Staging> | undefined;
  return {
    open: () => (opened ??= sources.openStaging()),
    drop: async () => (await opened)?.drop(),
  };
}

/**
 * Brings versions of etcd into the cache, each from the first source that has it. A version that is there already is
 * left alone; what an earlier, interrupted run left behind does not count.
 * @throws E_USAGE, E_INSTALL_FAILED, E_DIR_UNUSABLE
 */
export async function installEtcd(adapters: Installer, input: InstallInput): Promise<InstallResult> {
  const requests = input.requests.map(requireVersionRequest);
  assertMirror(input);
  const etcdSources = await adapters.etcdSources();
  const staging = lazyStaging(etcdSources);
  const sources = etcdSources.select(input.source, input.mirror);
  try {
    const installation = {adapters, sources, staging: staging.open, dryRun: input.dryRun ?? false};
    const installed = await installAll(installation, requests);
    return {installed, ...(await listEtcd(adapters))};
  } finally {
    await staging.drop();
  }
}
