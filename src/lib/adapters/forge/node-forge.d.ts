// The part of node-forge that reads and writes ASN.1: the whole would also load TLS, SSH and ciphers at every start.
declare module 'node-forge/lib/asn1.js' {
  import type forge from 'node-forge';
  const asn1: typeof forge.asn1;
  export default asn1;
}
