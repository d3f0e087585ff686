/** The machine that the binaries are for, in Node's words. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
}

/** A file of etcd's release page. */
export interface ReleaseArchive {
  readonly file: string;
  readonly format: 'tar.gz' | 'zip';
  /** The one folder in it, which holds the programs. */
  readonly folder: string;
}

export const OFFICIAL_RELEASES = 'https://github.com/etcd-io/etcd/releases/download';
export const SUMS_FILE = 'SHA256SUMS';

const GO_ARCH: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  s390x: 's390x',
};
const FORMAT: Readonly<Record<string, ReleaseArchive['format']>> = {linux: 'tar.gz', darwin: 'zip'};

/** The archive of one version for this machine; undefined where etcd publishes none. */
export function releaseArchive(version: string, {platform, arch}: Machine): ReleaseArchive | undefined {
  const goArch = GO_ARCH[arch];
  const format = FORMAT[platform];
  if (goArch === undefined || format === undefined) return undefined;
  const folder = `etcd-v${version}-${platform}-${goArch}`;
  return {file: `${folder}.${format}`, format, folder};
}

/** A file of one release below the official address or that of a mirror. */
export function releaseUrl(base: string, version: string, file: string): string {
  return `${base.replace(/\/+$/, '')}/v${version}/${file}`;
}

/** The digest that the text of a SHA256SUMS file gives for a file name; the text may be anything. */
export function digestOf(sums: string, file: string): string | undefined {
  for (const line of sums.split(/\r?\n/)) {
    const match = /^([0-9a-f]{64}) [ *](?:\.\/)?(\S+)$/i.exec(line.trim());
    if (match?.[2] === file) return match[1]!.toLowerCase();
  }
  return undefined;
}

/** Whether a text is a list of SHA-256 digests at all; a login page of a network is not. */
export function isSumsFile(text: string): boolean {
  return /^[0-9a-f]{64} [ *]\S+/im.test(text);
}
