/** Whose a certificate is: that of a node, of a client, or, as of a CA, of neither. */
export interface CertificateOwner {
  readonly node?: string;
  readonly client?: string;
}

/** Of something that belongs to somebody that alone. */
export function ownerIn({node, client}: CertificateOwner): CertificateOwner {
  return {...(node === undefined ? {} : {node}), ...(client === undefined ? {} : {client})};
}
