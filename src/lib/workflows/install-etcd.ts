import type {EtcdSources, Staging} from '../adapters/etcd-sources/source.js';
import {
  type CachedEtcd,
  type EtcdSourceChoice,
  type InstalledEtcd,
  type InstallResult,
  matchingVersions,
  requestText,
} from '../domain/etcd-version/install.js';
import {lineOf, NEWEST_LINE, type VersionRequest} from '../domain/etcd-version/version.js';
import {OpsError} from '../errors/ops-error.js';
import {findCached, listEtcd} from '../queries/list-etcd.js';
import {requireVersionRequest} from '../queries/resolve-etcd.js';
import {installFailure, type SourceReport} from './install-failure.js';
import {type Installation, type Installer, installFromSource} from './install-from-source.js';

export interface InstallInput {
  /** `3.7`, `3.7.3` or `latest`; more than one is installed one after the other. */
  readonly requests: readonly string[];
  readonly source: EtcdSourceChoice;
  /** Takes the place of the official release page; same layout. */
  readonly mirror?: string | undefined;
  /** Asks the sources and changes nothing. */
  readonly dryRun?: boolean;
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

/** Without a network, what an earlier run brought still meets a request for a line. */
async function newestCached(adapters: Installer, request: VersionRequest): Promise<CachedEtcd | undefined> {
  for (const version of matchingVersions(request, await adapters.binaries.cachedVersions())) {
    const there = await findCached(adapters, version);
    if (there !== undefined) return there;
  }
  return undefined;
}

async function installOne(installation: Installation, request: VersionRequest): Promise<InstalledEtcd> {
  const {adapters, sources} = installation;
  const asked = `etcd ${requestText(request)}`;
  const there = request.kind === 'exact' ? await findCached(adapters, request.version) : undefined;
  if (there !== undefined) return {...there, outcome: 'already-there'};
  const reports: SourceReport[] = [];
  for (const [index, source] of sources.entries()) {
    const attempt = await installFromSource(installation, source, request);
    if ('outcome' in attempt) {
      noteOldLine(installation, request, attempt);
      return attempt;
    }
    reports.push(attempt);
    const next = sources[index + 1];
    if (next !== undefined) adapters.progress.warn(`${asked}: ${reportText(attempt)}; trying ${next.title}`);
  }
  const fallback = await newestCached(adapters, request);
  if (fallback === undefined) throw installFailure(request, reports);
  adapters.progress.warn(`${asked}: no source gives it now; ${fallback.version} is in the cache`);
  return {...fallback, outcome: 'already-there'};
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
