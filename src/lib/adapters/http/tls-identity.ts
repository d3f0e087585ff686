/** What a connection shows, and whom it believes. PEM, as the files hold it. */
export interface TlsIdentity {
  /** CAs of the other side; undefined: those of the system. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False for certificates that nobody vouches for: encrypted, and no more. */
  readonly verify: boolean;
}
