/** Where certificates live; all paths are relative to the folder of the spec. */
export const PKI_DIR = 'pki';

/** Of the pairs of clients. */
export const CLIENTS_DIR = `${PKI_DIR}/clients`;

/**
 * Specs are kept in version control, and keys must not get there with them: neither those in use, nor the ones that a
 * renewal keeps beside (`server.key.20261125T231502Z`).
 */
export const PKI_IGNORE_FILE = {
  path: `${PKI_DIR}/.gitignore`,
  text: '# Private keys, old ones too: never in version control.\n*.key\n*.key.*\n*.tmp\n',
};

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
  return `${CLIENTS_DIR}/${client}`;
}
