/** Why a connection with TLS failed, in words, and who has to mend it. */
export interface TlsFailure {
  readonly why: string;
  /** Whose certificate is at fault; undefined where no certificate is. */
  readonly side?: 'theirs' | 'ours';
}

interface Row {
  readonly pattern: RegExp;
  readonly why: string;
  readonly side?: TlsFailure['side'];
}

/**
 * Codes and messages of Node and OpenSSL; the first that fits counts. What a server answers with after the handshake is
 * an alert about our certificate.
 */
const ROWS: readonly Row[] = [
  {
    pattern: /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate's altnames/,
    why: 'its certificate does not name this host',
    side: 'theirs',
  },
  {pattern: /CERT_HAS_EXPIRED|certificate has expired/, why: 'its certificate has expired', side: 'theirs'},
  {
    pattern: /CERT_NOT_YET_VALID|certificate is not yet valid/,
    why: 'its certificate is not valid yet: compare the clocks',
    side: 'theirs',
  },
  {
    pattern: /DEPTH_ZERO_SELF_SIGNED_CERT|self[- ]signed certificate(?! in)/,
    why: 'its certificate is signed by itself, as auto-tls makes them, and by no CA',
    side: 'theirs',
  },
  {
    pattern:
      /UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_SIGNATURE_FAILURE|unable to (get local issuer|verify the first) certificate|in certificate chain/,
    why: 'its certificate is signed by a CA that we do not trust',
    side: 'theirs',
  },
  {
    pattern: /INVALID_PURPOSE|unsuitable certificate purpose|unsupported certificate purpose/,
    why: 'its certificate may not be used by a server (serverAuth is missing)',
    side: 'theirs',
  },
  // Node says these two of our own files, before there is a connection.
  {
    pattern: /KEY_VALUES_MISMATCH|key values mismatch/,
    why: 'our certificate does not belong to our key: they are of two pairs',
    side: 'ours',
  },
  {
    pattern: /BAD_DECRYPT|bad decrypt|INTERRUPTED_OR_CANCELLED/i,
    why: 'our key is encrypted, and nobody can be asked for its passphrase here',
    side: 'ours',
  },
  {
    pattern: /CERTIFICATE_REQUIRED|certificate required/i,
    why: 'it asks for a certificate, and none was shown',
    side: 'ours',
  },
  {
    pattern: /UNKNOWN_CA|unknown ca/i,
    why: 'it refuses our certificate: it does not trust the CA that signed it',
    side: 'ours',
  },
  {
    pattern: /ALERT_CERTIFICATE_EXPIRED|alert certificate expired/i,
    // Go has one alert for both.
    why: 'it refuses our certificate: it has expired, or is not valid yet on the clock there',
    side: 'ours',
  },
  {
    pattern: /ALERT_BAD_CERTIFICATE|alert bad certificate|UNSUPPORTED_CERTIFICATE/i,
    // Up to 3.4 etcd says so of everything, 3.7 of the wrong usage alone.
    why: 'it refuses our certificate (bad certificate: wrong CA, usage, names or dates), or wants one where we have none',
    side: 'ours',
  },
  {
    pattern: /WRONG_VERSION_NUMBER|wrong version number|packet length too long|HTTP_REQUEST/i,
    why: 'it does not speak TLS: it serves plain http there',
  },
  {
    // Go's answer where its pair cannot be loaded: etcd reads it anew at every handshake.
    pattern: /ALERT_INTERNAL_ERROR|alert internal error/i,
    why: 'it cannot load its own certificate: the pair does not match, or cannot be read there',
    side: 'theirs',
  },
  {
    pattern: /before secure TLS connection was established/,
    why: 'it closed the connection in the middle of the handshake, as etcd does where it serves plain http',
  },
  {
    pattern: /ALERT_PROTOCOL_VERSION|unsupported protocol/i,
    why: 'it speaks no version of TLS that we do',
  },
  {
    pattern: /ALERT_HANDSHAKE_FAILURE|handshake failure/i,
    why: 'it refuses the handshake (cipher suites, or our certificate)',
  },
];

/** @param text code and message of the error */
export function explainTlsFailure(text: string): TlsFailure | undefined {
  const row = ROWS.find(({pattern}) => pattern.test(text));
  if (row === undefined) return undefined;
  return {why: row.why, ...(row.side === undefined ? {} : {side: row.side})};
}
