import type {GoInteger} from '../text/go-number.js';

/** How etcd's flag reads its value; a config file may want another form, see {@link EtcdSetting.yamlForm}. */
export type SettingType = 'string' | 'number' | 'boolean' | 'duration' | 'url-list' | 'string-list';

/**
 * How a config file writes the value where that differs from the flag. etcd decodes its file into a Go
 * struct: a duration is a bare integer, some lists are YAML lists and others one string with commas, and what
 * is a string to etcd must be quoted even where it looks like a number or a boolean.
 * @see https://github.com/etcd-io/etcd/blob/main/server/embed/config.go
 */
export type YamlForm = 'nanoseconds' | 'list' | 'string' | 'comma-string';

/** Half-open: `since <= version < until`. */
export interface VersionRange {
  readonly since: string;
  readonly until?: string;
}

/** One flag of the etcd server. */
export interface EtcdSetting {
  /** etcd's own flag name without dashes, e.g. `quota-backend-bytes`. */
  readonly name: string;
  readonly type: SettingType;
  /** Of a number, where it is not `uint`. */
  readonly goType?: GoInteger;
  /** Versions in which the flag exists: several ranges where a patch release of an old line brought it. */
  readonly ranges: readonly VersionRange[];
  /** Default as a flag, by the first version it applies to; left out when empty or unset. */
  readonly defaults?: readonly {readonly since: string; readonly value: string}[];
  /** Key in a config file, dotted where nested, null where a file cannot set it. Left out: same as `name`. */
  readonly yamlPath?: string | null;
  /** Versions whose config file reads `yamlPath`, where they are fewer than `ranges`. */
  readonly yamlRanges?: readonly VersionRange[];
  readonly yamlForm?: YamlForm;
  /** The setting that took its place, by name. */
  readonly replacedBy?: string;
  /** The gate that took its place, where `replacedBy` is `feature-gates`. */
  readonly featureGate?: string;
  readonly deprecatedSince?: string;
  /** What to know when it is gone or going: the advice where no other setting takes its place. */
  readonly removedReason?: string;
  /** Set by etcdops from the spec, so not allowed under `settings`: where to set it instead. */
  readonly managed?: string;
  /** Bounds that etcd documents or enforces. For a duration they are nanoseconds. */
  readonly min?: number;
  readonly max?: number;
  /** Every value that etcd documents, in all versions alike. */
  readonly choices?: readonly string[];
  /** As `choices`, by the first version it applies to, where versions differ. */
  readonly choicesByVersion?: readonly {readonly since: string; readonly values: readonly string[]}[];
  /** First version that takes several values; before it the whole text is one literal value. */
  readonly listSince?: string;
  /** Where the row comes from, where it is not plain `etcd --help`. */
  readonly source?: string;
}
