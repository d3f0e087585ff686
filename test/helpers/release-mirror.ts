import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {promisify} from 'node:util';

import {releaseArchive} from '../../src/lib/domain/etcd-version/release-archive.js';
import {onDispose} from './disposal.js';
import {tempDir} from './temp-dir.js';

/** One release of a mirror: its archive for this machine and the text beside it. */
export interface MirroredRelease {
  readonly version: string;
  readonly archiveName: string;
  readonly archive: Buffer;
  readonly sums: string;
}

export interface PackOptions {
  /** Of the release, whatever the programs say of themselves. */
  readonly version: string;
  /** Folder with the programs. */
  readonly binDir: string;
  /** A member whose name leads out of the folder that it is unpacked to. */
  readonly evilMember?: string;
}

/** An archive as etcd publishes it, made of the programs in a folder. */
export async function packRelease({version, binDir, evilMember}: PackOptions): Promise<MirroredRelease> {
  const {file, folder} = releaseArchive(version, {platform: 'linux', arch: process.arch})!;
  const dir = tempDir('release');
  mkdirSync(join(dir, folder));
  for (const name of readdirSync(binDir).filter(entry => entry.startsWith('etcd'))) {
    copyFileSync(join(binDir, name), join(dir, folder, name));
  }
  writeFileSync(join(dir, folder, 'README.md'), 'etcd\n');
  const evil = evilMember === undefined ? [] : ['-P', '--transform', `s,^evil$,${evilMember},`, 'evil'];
  writeFileSync(join(dir, 'evil'), 'evil\n');
  await promisify(execFile)('tar', ['-c', '--use-compress-program', 'gzip -1', '-f', file, folder, ...evil], {
    cwd: dir,
  });
  const archive = readFileSync(join(dir, file));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  return {version, archiveName: file, archive, sums: `${'0'.repeat(64)}  other.tar.gz\n${sha256}  ${file}\n`};
}

/** The same release with another digest in its SHA256SUMS. */
export function withWrongDigest(release: MirroredRelease): MirroredRelease {
  return {...release, sums: `${'f'.repeat(64)}  ${release.archiveName}\n`};
}

/** Answers a request of its own accord and says so, or leaves it to the mirror. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Sends part of an archive with the length of the whole, then goes away. */
export function cutOff({archive, archiveName}: MirroredRelease): Fault {
  return ({url}, response) => {
    if (!url!.endsWith(archiveName)) return false;
    response.writeHead(200, {'content-length': archive.length});
    response.write(archive.subarray(0, archive.length >> 1), () => setTimeout(() => response.destroy(), 50));
    return true;
  };
}

/** Sends part of an archive and nothing more, on an open connection. */
export function stalled({archive, archiveName}: MirroredRelease): Fault {
  return ({url}, response) => {
    if (!url!.endsWith(archiveName)) return false;
    response.writeHead(200, {'content-length': archive.length});
    response.write(archive.subarray(0, archive.length >> 1));
    return true;
  };
}

export const redirectLoop: Fault = ({url}, response) => {
  response.writeHead(302, {location: `${url}?again`}).end();
  return true;
};

export const webPage: Fault = (_request, response) => {
  response
    .writeHead(200, {'content-type': 'text/html'})
    .end('<!doctype html><html><body>Please log in</body></html>');
  return true;
};

export const neverAnswers: Fault = () => true;

export interface ReleaseMirror {
  /** What `--mirror` takes. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
}

/** A mirror on loopback with the layout of the official releases; gone when the test has ended. */
export async function startReleaseMirror(
  releases: readonly MirroredRelease[],
  fault: Fault = () => false,
): Promise<ReleaseMirror> {
  const requests: string[] = [];
  const files = new Map<string, Buffer | string>();
  for (const {version, archiveName, archive, sums} of releases) {
    files.set(`/etcd/v${version}/${archiveName}`, archive);
    files.set(`/etcd/v${version}/SHA256SUMS`, sums);
  }
  const server = createServer((request, response) => {
    requests.push(request.url!);
    if (fault(request, response)) return;
    const file = files.get(request.url!);
    if (file === undefined) response.writeHead(404).end('not found\n');
    else response.writeHead(200, {'content-length': Buffer.byteLength(file)}).end(file);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  onDispose(async () => {
    const closed = new Promise(done => server.close(done));
    server.closeAllConnections();
    await closed;
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/etcd`, requests};
}
