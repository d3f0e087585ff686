/** One thing that is not as it should be. Ids are stable. */
export interface SrvFinding {
  readonly rule: SrvRule;
  /** With an error etcd does not form the cluster of the spec; a warning is for clients, or may become one; info harms nobody. */
  readonly severity: 'error' | 'warning' | 'info';
  /** The name in DNS, or the file, that it is about. */
  readonly name: string;
  readonly message: string;
  readonly fix?: string;
}

export type SrvRule =
  | 'srv-lookup-failed'
  | 'srv-missing'
  | 'srv-swapped'
  | 'srv-port'
  | 'srv-null-target'
  | 'srv-other-name'
  | 'srv-spelling'
  | 'srv-extra'
  | 'srv-duplicate'
  | 'srv-wrong-scheme'
  | 'srv-target-unknown'
  | 'srv-hosts-file'
  | 'srv-target-address'
  | 'srv-target-alias'
  | 'srv-ttl-zero'
  | 'srv-certificate';
