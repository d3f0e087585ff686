import {describe, expect, it} from 'vitest';

import {fromOpenssl, isUnsafeSuite} from '../../../../src/lib/domain/etcd-settings/cipher-suites.js';

describe('cipher suites', () => {
  it.each([
    ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
    ['ECDHE-ECDSA-CHACHA20-POLY1305', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
    ['AES256-GCM-SHA384', 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
    ['DHE-RSA-AES128-GCM-SHA256', undefined],
    ['constructor', undefined],
    ['TLS_AES_128_GCM_SHA256', undefined],
  ])('%s of OpenSSL is %s', (name, suite) => {
    expect(fromOpenssl(name)).toBe(suite);
  });

  it.each([
    ['TLS_RSA_WITH_RC4_128_SHA', true],
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', false],
  ])('%s is unsafe: %s', (name, isUnsafe) => {
    expect(isUnsafeSuite(name)).toBe(isUnsafe);
  });
});
