/** Where certificates live; all paths are relative to the folder of the spec. */
export const PKI_DIR = 'pki';

/** The client whose certificate `ctl`, `env` and `status` show. */
export const ADMIN_CLIENT = 'admin';

/** Who signs: one CA for all, or one of its own for the traffic between members. */
export type Authority = 'ca' | 'peer-ca';

/** A certificate and its key have the same path but for the ending. */
export function certificateFile(base: string): string {
  return `${base}.crt`;
}

export function keyFile(base: string): string {
  return `${base}.key`;
}

export function authorityBase(authority: Authority): string {
  return `${PKI_DIR}/${authority}`;
}

export function nodeCertificateBase(node: string, certificate: 'server' | 'peer' | 'client'): string {
  return `${PKI_DIR}/nodes/${node}/${certificate}`;
}

export function clientCertificateBase(client: string): string {
  return `${PKI_DIR}/clients/${client}`;
}
