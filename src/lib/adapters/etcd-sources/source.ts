import type {EtcdSourceChoice, EtcdSourceName} from '../../domain/etcd-version/install.js';
import type {VersionRequest} from '../../domain/etcd-version/version.js';

/** What a source works with. */
export interface SourceContext {
  readonly signal: AbortSignal;
  /** Says what is being waited for. */
  readonly report: (text: string) => void;
  /** A new empty folder, gone when the installation has ended, however it ended. */
  readonly scratch: () => Promise<string>;
}

export interface SourceOffer {
  /** Versions that meet the request, best first; none where the source has nothing of the kind. */
  readonly versions: readonly string[];
  /** What the source has at all, as far as it can tell. */
  readonly has: readonly string[];
  /** Why the version asked for is not among them, where more is known than that. */
  readonly note?: string;
}

/**
 * A place that etcd binaries come from. What it cannot do for reasons of its own (not reachable, its tool missing, a
 * wrong digest) is thrown as E_INSTALL_FAILED; then the next source has its turn.
 */
export interface EtcdSource {
  readonly name: EtcdSourceName;
  /** As messages call it. */
  readonly title: string;
  offer(request: VersionRequest, context: SourceContext): Promise<SourceOffer>;
  /**
   * Puts the programs of a version, verified, into an existing empty folder. A failure whose details say
   * `unavailable` means that this version alone is not to be had here, although it was offered.
   */
  fetch(version: string, dir: string, context: SourceContext): Promise<void>;
}

export interface PublishRequest {
  /** Folder of a staging area with the programs in it. */
  readonly from: string;
  readonly version: string;
  readonly source: EtcdSourceName;
}

/** A part of the cache that nobody but this installation sees. */
export interface Staging {
  /** A new empty folder in it. */
  folder(): Promise<string>;
  /** Makes a folder the cache's one of a version, in one step; false where the cache has such a folder already. */
  publish(request: PublishRequest): Promise<boolean>;
  /** Takes the cache's folder of a version, which turned out to be unusable, out of the way. */
  setAside(version: string): Promise<void>;
  /** Removes what is left. */
  drop(): Promise<void>;
}

export interface EtcdSources {
  /** The sources that a choice means, in the order in which they are tried. */
  select(choice: EtcdSourceChoice, mirror: string | undefined): readonly EtcdSource[];
  openStaging(): Promise<Staging>;
}
