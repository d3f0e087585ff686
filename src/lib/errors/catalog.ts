/** What each exit code means; scripts rely on these numbers. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  invalid: 3,
  refused: 4,
  tool: 5,
  unhealthy: 6,
  partway: 7,
  locked: 8,
  drifted: 9,
  needsInput: 10,
  interrupted: 130,
} as const;

export interface ErrorEntry {
  readonly exitCode: number;
  /** What went wrong in general; the message of the error says it of one value. */
  readonly title: string;
}

/** Every error that etcdops raises on purpose. `docs/errors.md` is generated from this table. */
export const ERROR_CATALOG = {
  E_BUG: {exitCode: EXIT.bug, title: 'A bug in etcdops'},
  E_USAGE: {exitCode: EXIT.usage, title: 'A flag or an argument is wrong'},
  E_UNSUPPORTED: {exitCode: EXIT.usage, title: 'The chosen etcd version cannot do that'},
  E_DIR_OCCUPIED: {
    exitCode: EXIT.usage,
    title: 'The directory already holds files that would be overwritten',
  },
  E_DIR_UNUSABLE: {exitCode: EXIT.usage, title: 'The directory cannot be written'},
  E_PORT_IN_USE: {exitCode: EXIT.usage, title: 'A port is in use'},
  E_SPEC_NOT_FOUND: {exitCode: EXIT.usage, title: 'There is no cluster spec'},
  E_RUN_UNKNOWN: {exitCode: EXIT.usage, title: 'There is no such run'},
  E_NODE_UNKNOWN: {exitCode: EXIT.usage, title: 'The spec has no such node'},
  E_SPEC_INVALID: {exitCode: EXIT.invalid, title: 'The cluster spec is not valid'},
  E_SPEC_UNREADABLE: {exitCode: EXIT.invalid, title: 'The cluster spec cannot be read'},
  E_FILE_UNREADABLE: {exitCode: EXIT.invalid, title: 'A file or folder cannot be read'},
  E_CANNOT_CONVERT: {exitCode: EXIT.invalid, title: 'The inputs cannot be converted'},
  E_CERT_INVALID: {exitCode: EXIT.invalid, title: 'A certificate, a key or a request cannot be used'},
  E_CA_MISSING: {exitCode: EXIT.invalid, title: 'There is no CA that can sign'},
  E_PASSPHRASE: {exitCode: EXIT.invalid, title: 'A key is encrypted and its passphrase is missing or wrong'},
  E_ETCD_BINARY: {exitCode: EXIT.invalid, title: 'The etcd binary cannot be used'},
  E_SNAPSHOT_UNREADABLE: {exitCode: EXIT.invalid, title: 'A snapshot file is missing or cannot be read'},
  E_SNAPSHOT_INVALID: {exitCode: EXIT.invalid, title: 'A snapshot is damaged or does not fit'},
  E_STATE_INVALID: {exitCode: EXIT.invalid, title: 'A state file in .etcdops/ cannot be read'},
  E_JOURNAL_INVALID: {exitCode: EXIT.invalid, title: 'The journal of a run cannot be gone by'},
  E_PREFLIGHT: {exitCode: EXIT.refused, title: 'A preflight check refused; nothing was changed'},
  E_REMOTE_NODE: {exitCode: EXIT.refused, title: 'The node lives on another machine'},
  E_QUORUM: {exitCode: EXIT.refused, title: 'The step would cost the cluster its quorum'},
  E_ETCD_REFUSED: {exitCode: EXIT.refused, title: 'etcd refused the change of its members or its leader'},
  E_RUN_UNFINISHED: {exitCode: EXIT.refused, title: 'A run that changes the cluster is not finished'},
  E_NO_ACCESS: {exitCode: EXIT.refused, title: 'The user may not read or write it'},
  E_DATA_LOST: {exitCode: EXIT.refused, title: 'A member of a living cluster has lost its data directory'},
  E_TOOL_FAILED: {exitCode: EXIT.tool, title: 'An outside program failed'},
  E_INSTALL_FAILED: {exitCode: EXIT.tool, title: 'No source has the etcd version asked for'},
  E_NODE_FAILED: {exitCode: EXIT.tool, title: 'etcd ended right after its start'},
  E_UNREACHABLE: {exitCode: EXIT.unhealthy, title: 'The cluster cannot be reached'},
  E_UNHEALTHY: {exitCode: EXIT.unhealthy, title: 'The cluster did not become healthy in time'},
  E_TIMEOUT: {exitCode: EXIT.partway, title: 'The deadline given by --timeout has passed'},
  E_PARTWAY: {exitCode: EXIT.partway, title: 'A run stopped part-way'},
  E_WRITE_FAILED: {exitCode: EXIT.partway, title: 'A file could not be written'},
  E_LOCKED: {exitCode: EXIT.locked, title: 'Another run holds the lock of this cluster'},
  E_CLUSTER_MISMATCH: {exitCode: EXIT.drifted, title: 'The cluster that answers is another one'},
  E_DRIFTED: {exitCode: EXIT.drifted, title: 'The world is not as the journal of the run has it'},
  E_NEEDS_INPUT: {exitCode: EXIT.needsInput, title: 'An answer is needed and there is no terminal'},
  E_INTERRUPTED: {exitCode: EXIT.interrupted, title: 'Interrupted'},
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOG;
