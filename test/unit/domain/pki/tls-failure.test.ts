import {describe, expect, it} from 'vitest';

import {explainTlsFailure, type TlsFailure} from '../../../../src/lib/domain/pki/tls-failure.js';

/** As OpenSSL ends the text of an alert. */
function alert(reason: string, says: string, number: number): string {
  const tail = `../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1601:SSL alert number ${number}\n`;
  return `${reason} 808C0F4D697F0000:error:0A000000:SSL routines:ssl3_read_bytes:${says}:${tail}`;
}

const BAD = alert('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'sslv3 alert bad certificate', 42);
const EXPIRED = alert('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'sslv3 alert certificate expired', 45);
const INTERNAL = alert('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tlsv1 alert internal error', 80);

/** What Node 20 said of etcd 3.4.23 and 3.7.3: code and message of the error, or the code of the distrust alone. */
const ROWS: readonly (readonly [situation: string, text: string, side: TlsFailure['side'], says: RegExp])[] =
  [
    [
      '3.4: none shown, another CA, expired, wrong usage',
      BAD,
      'ours',
      /wrong CA, usage, names or dates\), or wants one/,
    ],
    [
      '3.7: none shown',
      alert('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 116),
      'ours',
      /asks for a certificate, and none was shown/,
    ],
    [
      '3.7: ours of another CA',
      alert('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 48),
      'ours',
      /does not trust the CA that signed it/,
    ],
    ['3.7: ours expired, or not yet valid', EXPIRED, 'ours', /has expired, or is not valid yet/],
    ['3.7: ours without clientAuth', BAD, 'ours', /usage/],
    ['its pair does not match', INTERNAL, 'theirs', /cannot load its own certificate/],
    [
      'the same by https',
      `EPROTO write EPROTO ${INTERNAL.split(' ').slice(1).join(' ')}`,
      'theirs',
      /cannot load/,
    ],
    ['theirs of another CA', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'theirs', /CA that we do not trust/],
    [
      'theirs of another CA, by https',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate',
      'theirs',
      /CA that we do not trust/,
    ],
    [
      'theirs with its root',
      'SELF_SIGNED_CERT_IN_CHAIN self-signed certificate in certificate chain',
      'theirs',
      /do not trust/,
    ],
    ['theirs expired', 'CERT_HAS_EXPIRED certificate has expired', 'theirs', /its certificate has expired/],
    [
      'theirs not yet valid',
      'CERT_NOT_YET_VALID certificate is not yet valid',
      'theirs',
      /compare the clocks/,
    ],
    [
      'theirs for another host',
      "ERR_TLS_CERT_ALTNAME_INVALID Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: 10.0.0.1",
      'theirs',
      /does not name this host/,
    ],
    [
      'theirs by auto-tls',
      'DEPTH_ZERO_SELF_SIGNED_CERT self-signed certificate',
      'theirs',
      /signed by itself/,
    ],
    [
      'theirs without serverAuth',
      'INVALID_PURPOSE unsuitable certificate purpose',
      'theirs',
      /serverAuth is missing/,
    ],
    [
      'our pair does not match',
      'ERR_OSSL_X509_KEY_VALUES_MISMATCH error:05800074:x509 certificate routines::key values mismatch',
      'ours',
      /does not belong to our key/,
    ],
    [
      'our key is encrypted',
      'ERR_OSSL_BAD_DECRYPT error:1C800064:Provider routines::bad decrypt',
      'ours',
      /our key is encrypted/,
    ],
    [
      'etcd serves http',
      'ECONNRESET Client network socket disconnected before secure TLS connection was established',
      undefined,
      /plain http/,
    ],
  ];

describe('explainTlsFailure', () => {
  it.each(ROWS)('%s', (_, text, side, says) => {
    const explained = explainTlsFailure(text);

    expect(explained?.why).toMatch(says);
    expect(explained?.side).toBe(side);
  });

  it.each(['ECONNREFUSED connect ECONNREFUSED 127.0.0.1:2379', 'ETIMEDOUT no answer within 3000 ms', ''])(
    'says nothing of "%s", which is no matter of TLS',
    text => {
      expect(explainTlsFailure(text)).toBeUndefined();
    },
  );
});
