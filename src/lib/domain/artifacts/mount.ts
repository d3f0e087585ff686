/** A path of the host that a container sees. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  /** `source` counts from the folder of the spec. */
  readonly relative: boolean;
  /** Holds what the process only reads, and is there already. */
  readonly readOnly: boolean;
}
