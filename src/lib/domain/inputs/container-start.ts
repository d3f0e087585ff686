import type {ContainerImage} from './container-image.js';
import type {InputMount, Variable} from './input.js';
import {type MappedText, MappedTextBuilder} from './mapped-text.js';
import type {Place} from './place.js';

/** What decides which program runs in a container. */
export interface ContainerCommand {
  /** Undefined where the image is none of etcd. */
  readonly image: ContainerImage | undefined;
  /** The name of the image, to which a program stands that nobody wrote. */
  readonly imageName: MappedText;
  /** What replaces the entrypoint of the image; an empty list where it is taken off. */
  readonly entrypoint: readonly MappedText[] | undefined;
  readonly command: readonly MappedText[] | undefined;
  /** What the container sees of the machine. */
  readonly mounts: readonly InputMount[];
}

export interface ContainerStart {
  readonly words: readonly MappedText[];
  /** The command begins with this flag, and the image has no entrypoint that would take it. */
  readonly flagAsProgram?: MappedText;
  /** The script of bitnami's images runs and prepares variables. */
  readonly isPrepared?: true;
  /** Nobody wrote what runs, and what this image runs is not known: it may set anything. */
  readonly isOpen?: true;
}

/** What the images of bitnami run where no command is given; a script that starts etcd. */
export const BITNAMI_RUN = '/opt/bitnami/scripts/etcd/run.sh';
/** The script hands this file to etcd where it is there; the image has none. */
const BITNAMI_CONFIG = '/opt/bitnami/etcd/conf/etcd.yaml';

function isAtOrIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
}

/** What bitnami's script adds to the command line. */
export function bitnamiFlags(mounts: readonly InputMount[]): string[] {
  const hasConfig = mounts.some(({target}) => isAtOrIn(BITNAMI_CONFIG, target));
  return hasConfig ? ['--config-file', BITNAMI_CONFIG] : [];
}

/** What an image of etcd makes of a command, where no entrypoint is given. */
function startOfImage(
  {kind, isEntrypoint}: ContainerImage,
  words: readonly MappedText[],
  {imageName, mounts}: Pick<ContainerCommand, 'imageName' | 'mounts'>,
): ContainerStart {
  const {text, lines} = imageName;
  const implied = (word: string): MappedText =>
    new MappedTextBuilder(lines).put(word, {of: imageName, start: 0, end: text.length}).build();
  const etcd = implied('etcd');
  const [first, ...others] = words;
  const name = first?.text;
  if (kind === 'bitnami' && (name === undefined || name === BITNAMI_RUN)) {
    return {words: [etcd, ...bitnamiFlags(mounts).map(implied), ...others], isPrepared: true};
  }
  if (first === undefined) return {words: [etcd], ...(kind === 'other' ? {isOpen: true} : {})};
  if (!first.text.startsWith('-')) return {words};
  const takesFlags = kind === 'other' || isEntrypoint === true;
  return {words: [etcd, ...words], ...(takesFlags ? {} : {flagAsProgram: first})};
}

/** The whole command line of a container: its entrypoint, and the command that follows it. */
export function containerStart(container: ContainerCommand): ContainerStart {
  const {image, entrypoint, command = []} = container;
  if (entrypoint !== undefined) return {words: [...entrypoint, ...command]};
  return image === undefined ? {words: command} : startOfImage(image, command, container);
}

/** Variables of bitnami's script that etcd has no setting for. */
const FOR_THE_SCRIPT = new Set([
  ...['ETCD_ROOT_PASSWORD', 'ETCD_CLUSTER_DOMAIN', 'ETCD_START_FROM_SNAPSHOT', 'ETCD_DISASTER_RECOVERY'],
  ...['ETCD_ON_K8S', 'ETCD_INIT_SNAPSHOT_FILENAME', 'ETCD_INIT_SNAPSHOTS_DIR', 'ETCD_SNAPSHOTS_DIR'],
  ...['ETCD_SNAPSHOT_HISTORY_LIMIT', 'ETCD_PREUPGRADE_START_DELAY', 'ETCD_EXTRA_AUTH_FLAGS'],
  ...['ETCD_BASE_DIR', 'ETCD_VOLUME_DIR', 'ETCD_BIN_DIR', 'ETCD_CONF_DIR', 'ETCD_CONF_FILE', 'ETCD_TMP_DIR'],
  ...['ETCD_DEFAULT_CONF_DIR', 'ETCD_NEW_MEMBERS_ENV_FILE', 'ETCD_DAEMON_USER', 'ETCD_DAEMON_GROUP'],
]);

/** What the script sets where nobody else does. */
const BITNAMI_DEFAULTS: Readonly<Record<string, string>> = {
  ETCD_LISTEN_CLIENT_URLS: 'http://0.0.0.0:2379',
  ETCD_ADVERTISE_CLIENT_URLS: 'http://127.0.0.1:2379',
};

/**
 * The variables that etcd gets from the script of bitnami's images, given those of the container.
 * @see https://github.com/bitnami/containers/blob/main/bitnami/etcd/3.6/debian-12/rootfs/opt/bitnami/scripts/etcd-env.sh
 */
export function bitnamiVariables(variables: readonly Variable[], image: Place): Variable[] {
  const kept = variables.filter(({name}) => !FOR_THE_SCRIPT.has(name) && name !== 'ETCD_DATA_DIR');
  const given = new Set(
    kept.filter(({value, unresolved}) => value !== '' || unresolved).map(({name}) => name),
  );
  const defaults = Object.entries(BITNAMI_DEFAULTS).filter(([name]) => !given.has(name));
  return [
    ...kept,
    ...defaults.map(([name, value]) => ({name, value, place: image})),
    {name: 'ETCD_DATA_DIR', value: '/bitnami/etcd/data', place: image},
  ];
}
