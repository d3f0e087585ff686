import {join} from 'node:path';

import {binaryNames} from '../../domain/etcd-version/install.js';
import {
  digestOf,
  isSumsFile,
  type Machine,
  OFFICIAL_RELEASES,
  releaseArchive,
  type ReleaseArchive,
  releaseUrl,
  SUMS_FILE,
} from '../../domain/etcd-version/release-archive.js';
import {shownUrl} from '../../domain/etcd-version/shown-url.js';
import {
  ETCD_LINES,
  isKnownLine,
  NEWEST_KNOWN,
  NEWEST_LINE,
  type VersionRequest,
} from '../../domain/etcd-version/version.js';
import {formatBytes} from '../../domain/text/bytes.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Archives} from '../archive/archives.js';
import type {Downloader} from '../download/downloader.js';
import type {EtcdSource, SourceContext, SourceOffer} from './source.js';
import {takeBinaries} from './take-binaries.js';
import {sourceFailure} from './tool.js';

/** A SHA256SUMS file has 3 KB, an archive 20 to 40 MB. */
const MAX_SUMS_BYTES = 1024 * 1024;
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;
/** What object stores and web servers answer for a file that they do not have. */
const NOT_THERE: ReadonlySet<number> = new Set([403, 404, 410]);
/** How many older releases are asked for at once. */
const BATCH_SIZE = 8;
/** No line has had more patch releases; a server that says yes to everything ends here. */
const MAX_PATCH = 200;

const LINES_NEWEST_FIRST = [...ETCD_LINES].reverse();

/** What SHA256SUMS says of one version: the digest of this machine's archive, or why there is none. */
type Listed = {readonly archive: ReleaseArchive; readonly sha256: string} | {readonly missing: string};

export interface ReleaseSourceOptions {
  readonly downloader: Downloader;
  readonly archives: Archives;
  readonly machine: Machine;
  /** An own mirror of the official releases, with the same layout. */
  readonly mirror?: string | undefined;
}

/** The version with which the search for a request begins. */
function firstAsked(request: VersionRequest): string {
  if (request.kind === 'exact') return request.version;
  const line = request.kind === 'line' ? request.line : NEWEST_LINE;
  return isKnownLine(line) ? NEWEST_KNOWN[line] : `${line}.0`;
}

/** etcd's release archives, each verified against the SHA256SUMS beside it. */
export function createReleaseSource({
  downloader,
  archives,
  machine,
  mirror,
}: ReleaseSourceOptions): EtcdSource {
  const base = mirror ?? OFFICIAL_RELEASES;
  const cache = new Map<string, Promise<Listed>>();
  /** A host that did not answer for one version is not waited for again for the next. */
  let unreachable: OpsError | undefined;

  async function readListed(version: string, signal: AbortSignal): Promise<Listed> {
    const archive = releaseArchive(version, machine);
    if (archive === undefined)
      throw sourceFailure(`there is no etcd release for ${machine.platform} on ${machine.arch}`);
    const url = releaseUrl(base, version, SUMS_FILE);
    if (unreachable !== undefined) throw unreachable;
    const {status, text} = await downloader
      .text(url, {signal, maxBytes: MAX_SUMS_BYTES})
      .catch((error: unknown) => {
        if (error instanceof OpsError && error.details['unreachable'] === true) unreachable = error;
        throw error;
      });
    if (NOT_THERE.has(status)) return {missing: `HTTP ${status} for ${shownUrl(url)}`};
    if (status !== 200) throw sourceFailure(`${shownUrl(url)} answers HTTP ${status}`);
    if (!isSumsFile(text)) {
      const page = /<html|<!doctype/i.test(text) ? ' but a web page (a login page of the network?)' : '';
      throw sourceFailure(`${shownUrl(url)} is no ${SUMS_FILE}${page}`);
    }
    const sha256 = digestOf(text, archive.file);
    return sha256 === undefined ? {missing: `${shownUrl(url)} lists no ${archive.file}`} : {archive, sha256};
  }

  function listed(version: string, signal: AbortSignal): Promise<Listed> {
    const known = cache.get(version) ?? readListed(version, signal);
    cache.set(version, known);
    return known;
  }

  async function isThere(version: string, signal: AbortSignal): Promise<boolean> {
    return 'sha256' in (await listed(version, signal));
  }

  /** There is no list of releases to read: the newest one known is asked for, then later ones, or else older ones. */
  async function newestOf(line: string, signal: AbortSignal): Promise<string | undefined> {
    const known = Number(firstAsked({kind: 'line', line}).split('.')[2]);
    if (await isThere(`${line}.${known}`, signal)) {
      let patch = known;
      while (patch < MAX_PATCH && (await isThere(`${line}.${patch + 1}`, signal))) patch++;
      return `${line}.${patch}`;
    }
    for (let newest = known - 1; newest >= 0; newest -= BATCH_SIZE) {
      const patches = Array.from({length: Math.min(BATCH_SIZE, newest + 1)}, (_, index) => newest - index);
      const there = await Promise.all(patches.map(patch => isThere(`${line}.${patch}`, signal)));
      const first = there.indexOf(true);
      if (first !== -1) return `${line}.${patches[first]}`;
    }
    return undefined;
  }

  async function newestOfLines(lines: readonly string[], signal: AbortSignal): Promise<string[]> {
    return (await Promise.all(lines.map(line => newestOf(line, signal)))).flatMap(version => version ?? []);
  }

  async function find(request: VersionRequest, signal: AbortSignal): Promise<string | undefined> {
    if (request.kind === 'exact')
      return (await isThere(request.version, signal)) ? request.version : undefined;
    if (request.kind === 'line') return newestOf(request.line, signal);
    for (const line of LINES_NEWEST_FIRST) {
      const newest = await newestOf(line, signal);
      if (newest !== undefined) return newest;
    }
    return undefined;
  }

  async function offer(request: VersionRequest, {signal, report}: SourceContext): Promise<SourceOffer> {
    report(`asking ${shownUrl(base)}`);
    const found = await find(request, signal);
    if (found !== undefined) return {versions: [found], has: [found]};
    const has = await newestOfLines(LINES_NEWEST_FIRST, signal);
    const entry = await listed(firstAsked(request), signal);
    return {versions: [], has, ...('missing' in entry ? {note: entry.missing} : {})};
  }

  async function fetch(
    version: string,
    dir: string,
    {signal, report, scratch}: SourceContext,
  ): Promise<void> {
    const entry = await listed(version, signal);
    if ('missing' in entry) throw sourceFailure(entry.missing, {unavailable: true});
    const {archive, sha256} = entry;
    const folder = await scratch();
    const path = join(folder, archive.file);
    const doing = `etcd ${version}: downloading ${archive.file}`;
    const got = await downloader.file(releaseUrl(base, version, archive.file), path, {
      signal,
      maxBytes: MAX_ARCHIVE_BYTES,
      onProgress: (received, total) =>
        report(
          `${doing} (${formatBytes(received)}${total === undefined ? '' : ` of ${formatBytes(total)}`})`,
        ),
    });
    if (got.sha256 !== sha256) {
      throw sourceFailure(
        `${archive.file} does not match its ${SUMS_FILE}: expected ${sha256}, got ${got.sha256}`,
      );
    }
    report(`etcd ${version}: unpacking`);
    const names = binaryNames(version);
    const members = names.map(name => `${archive.folder}/${name}`);
    await archives.unpack(path, archive.format, {into: folder, members, signal});
    await takeBinaries(names, {from: join(folder, archive.folder), to: dir});
  }

  return {
    name: 'release',
    title: mirror === undefined ? 'the official release' : `the mirror ${shownUrl(mirror)}`,
    offer,
    fetch,
  };
}
