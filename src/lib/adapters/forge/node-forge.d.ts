// The parts of node-forge that build X.509: the whole would also load TLS, SSH and ciphers at every start.
declare module 'node-forge/lib/x509.js' {
  import type forge from 'node-forge';
  const pki: typeof forge.pki;
  export default pki;
}
declare module 'node-forge/lib/asn1.js' {
  import type forge from 'node-forge';
  const asn1: typeof forge.asn1;
  export default asn1;
}
