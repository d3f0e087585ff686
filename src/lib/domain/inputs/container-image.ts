import {isKnownLine, NEWEST_KNOWN} from '../etcd-version/version.js';

/** What an image does with the command that it is given. */
export type ImageKind =
  /** etcd's own images and those of Kubernetes: the command is all that runs. */
  | 'plain'
  /** Of bitnami: a script prepares variables, then runs the command. */
  | 'bitnami'
  /** Of somebody else: nobody knows. */
  | 'other';

export interface ContainerImage {
  /** Full version of etcd that the tag names; missing where it names none. */
  readonly version?: string;
  readonly kind: ImageKind;
  /** etcd is its entrypoint, which takes flags: so it was with etcd 2. */
  readonly isEntrypoint?: true;
}

const REGISTRIES_OF_PLAIN =
  /^(?:quay\.io\/coreos|gcr\.io\/etcd-development|(?:registry\.)?k8s\.io|k8s\.gcr\.io)\//;
const REPOSITORY = /(?:^|[/-])etcd(?:-(?:amd64|arm64|arm|ppc64le|s390x))?$/;

/** `v3.5.12`, `3.5.12-0`, `3.5.12-debian-12-r3`, `3.6.0-rc.1`; of a line such as `3.5` its newest release. */
function versionOf(tag: string): string | undefined {
  const [, release, preRelease = ''] = /^v?(\d+\.\d+\.\d+)(-(?:alpha|beta|rc)\.\d+)?(?:-|$)/.exec(tag) ?? [];
  if (release !== undefined) return release + preRelease;
  const [, line = ''] = /^v?(\d+\.\d+)(?:-|$)/.exec(tag) ?? [];
  return isKnownLine(line) ? NEWEST_KNOWN[line] : undefined;
}

function kindOf(repository: string): ImageKind {
  if (/(?:^|\/)bitnami\w*\//.test(repository)) return 'bitnami';
  return REGISTRIES_OF_PLAIN.test(repository) ? 'plain' : 'other';
}

/** An image of etcd by its name; undefined where it is one of something else. */
export function etcdImageOf(name: string): ContainerImage | undefined {
  const [tagged = ''] = name.trim().split('@');
  // A colon before the last slash is that of a port.
  const [, repository = tagged, tag = ''] = /^(.*):([^:/]*)$/s.exec(tagged) ?? [];
  if (!REPOSITORY.test(repository)) return undefined;
  const version = versionOf(tag);
  return {
    kind: kindOf(repository),
    ...(version === undefined ? {} : {version}),
    ...(/^v?[012]\./.test(tag) ? {isEntrypoint: true} : {}),
  };
}
