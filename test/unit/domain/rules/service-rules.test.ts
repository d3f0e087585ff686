import {describe, it} from 'vitest';

import {VALUE_RULES} from '../../../../src/lib/domain/rules/value-rules.js';
import {expectReports, type Said} from '../../../helpers/expect-reports.js';
import type {Start} from '../../../helpers/judge-launch.js';

describe('cipher suites and versions of TLS', () => {
  const tls = ['--listen-client-urls=https://127.0.0.1:1', '--cert-file=/c', '--key-file=/k'];

  it.each<[string, Start, Said[]]>([
    [
      'a name of OpenSSL',
      {words: ['--cipher-suites=ECDHE-RSA-AES128-GCM-SHA256']},
      [
        [
          'cipher-suite-unknown',
          'did you mean TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256?',
          'unexpected TLS cipher suite "ECDHE-RSA',
        ],
      ],
    ],
    [
      'a space',
      {
        words: [
          '--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        ],
      },
      [['cipher-suite-unknown', 'unexpected TLS cipher suite " TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"']],
    ],
    [
      'small letters',
      {config: 'cipher-suites: [tls_ecdhe_rsa_with_aes_128_gcm_sha256]'},
      [['cipher-suite-unknown']],
    ],
    [
      'an empty flag',
      {words: ['--cipher-suites=']},
      [['cipher-suite-unknown', 'unexpected TLS cipher suite ""']],
    ],
    ['an empty list', {config: 'cipher-suites: []'}, []],
    ['a short name of old', {config: 'cipher-suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305]'}, []],
    [
      'a weak one',
      {config: 'cipher-suites: [TLS_RSA_WITH_RC4_128_SHA]'},
      [['cipher-suite-unsafe', 'TLS_RSA_WITH_RC4_128_SHA']],
    ],
    [
      'none for HTTP/2',
      {words: [...tls, '--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']},
      [
        [
          'cipher-suites-http2',
          'TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher',
        ],
      ],
    ],
    ['none for HTTP/2 without TLS', {words: ['--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384']}, []],
    ['one for HTTP/2', {words: [...tls, '--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']}, []],
    [
      'TLS 1.3 only',
      {words: ['--tls-min-version=TLS1.3', '--cipher-suites=TLS_AES_128_GCM_SHA256']},
      [['cipher-suites-tls13', 'cipher suites cannot be configured when only TLS1.3 is enabled']],
    ],
    [
      'the wrong order',
      {config: 'tls-min-version: TLS1.3\ntls-max-version: TLS1.2'},
      [['tls-version-order', 'min version (TLS1.3) is greater than max version (TLS1.2)']],
    ],
    [
      'a proxy',
      {words: ['grpc-proxy', 'start', '--cert-file=/c', '--key-file=/k', '--listen-cipher-suites=FOO']},
      [['cipher-suite-unknown', 'unexpected TLS cipher suite "FOO"']],
    ],
    ['a proxy without TLS', {words: ['grpc-proxy', 'start', '--listen-cipher-suites=FOO']}, []],
    ['a v2 proxy', {words: ['--proxy=on', '--cipher-suites=FOO'], version: '3.4.45'}, []],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('logs', () => {
  it.each<[string, Start, Said[]]>([
    [
      'the default and a file',
      {words: ['--log-outputs=default,/l']},
      [
        [
          'log-outputs-together',
          'write --log-outputs=stderr,/l',
          'multi logoutput for "default" is not supported yet',
        ],
      ],
    ],
    [
      'the journal and a stream',
      {words: ['--log-outputs=systemd/journal,stderr']},
      [
        [
          'log-outputs-together',
          `running with systemd/journal but other '--log-outputs' values (["stderr" "systemd/journal"])`,
        ],
      ],
    ],
    [
      'two outputs of the old logger',
      {words: ['--log-outputs=stdout,/l'], version: '3.4.45'},
      [['log-outputs-together', '--logger=capnslog supports only 1 value']],
    ],
    [
      'a file of the old logger',
      {words: ['--log-outputs=/l'], version: '3.4.45'},
      [['log-outputs-old-logger', 'unknown log-output "/l" (only supports "default", "stderr", "stdout")']],
    ],
    [
      'a file of the other logger of 3.4',
      {words: ['--logger=zap', '--log-outputs=/l'], version: '3.4.45'},
      [],
    ],
    ['no name', {words: ['--log-outputs=']}, [['log-outputs-empty', 'open sink "": open']]],
    [
      'no name, to 3.5',
      {words: ['--log-outputs=stderr,'], version: '3.5.35'},
      [['log-outputs-empty', `couldn't open sink "": open`]],
    ],
    ['the default twice', {words: ['--log-outputs=default,default']}, []],
    ['the default twice in a file', {config: 'log-outputs: [default, default]'}, [['log-outputs-together']]],
    ['nothing in a list', {config: 'log-outputs: [~]'}, []],
    ['streams and files', {config: 'log-outputs: [stdout, /l, /m]'}, []],
    [
      'rotation without a file',
      {words: ['--enable-log-rotation']},
      [['log-rotation-target', 'no log file', 'requires a single file path']],
    ],
    [
      'rotation of two files',
      {config: 'enable-log-rotation: true\nlog-outputs: [/l, /m]'},
      [['log-rotation-target', '2 log files']],
    ],
    [
      'rotation of a file beside a stream',
      {config: 'enable-log-rotation: true\nlog-outputs: [/l, stderr]'},
      [],
    ],
    [
      'rotation by what is no JSON',
      {words: ['--enable-log-rotation', '--log-outputs=/l', '--log-rotation-config-json={maxsize: 1}']},
      [['log-rotation-config', 'improperly formatted log rotation config']],
    ],
    [
      'rotation by a text',
      {words: ['--enable-log-rotation', '--log-outputs=/l', '--log-rotation-config-json={"MaxSize": "1"}']},
      [['log-rotation-config', 'MaxSize that is no whole number', 'invalid log rotation config']],
    ],
    ['no rotation by what is no JSON', {words: ['--log-rotation-config-json=x']}, []],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});

describe('tokens, origins and sockets', () => {
  it.each<[string, Start, Said[]]>([
    [
      'no method',
      {config: 'auth-token: jwt'},
      [['auth-token', 'names no sign-method', 'auth: invalid auth options']],
    ],
    [
      'no key',
      {config: 'auth-token: jwt,sign-method=RS256'},
      [['auth-token', 'names no key', 'auth: missing key data']],
    ],
    [
      'a public key for a secret',
      {config: 'auth-token: jwt,sign-method=HS256,pub-key=/k'},
      [['auth-token', 'names no key']],
    ],
    [
      'no such method',
      {config: 'auth-token: jwt,sign-method=hs256,priv-key=/k'},
      [['auth-token', '"hs256"']],
    ],
    ['an option without a value', {config: 'auth-token: jwt,HS256'}, [['auth-token', 'no key=value']]],
    ['an option twice', {config: 'auth-token: jwt,ttl=1m,ttl=1m'}, [['auth-token', 'twice']]],
    [
      'a bad time to live',
      {config: 'auth-token: jwt,sign-method=HS256,priv-key=/k,ttl=5'},
      [['auth-token', 'no duration']],
    ],
    [
      'a method of later',
      {config: 'auth-token: jwt,sign-method=EdDSA,priv-key=/k', version: '3.5.35'},
      [['auth-token', '3.6 and later']],
    ],
    ['a method of 3.6', {config: 'auth-token: jwt,sign-method=EdDSA,priv-key=/k'}, []],
    ['no such provider', {config: 'auth-token: JWT'}, [['auth-token', 'neither simple nor jwt']]],
    ['simple', {config: 'auth-token: simple'}, []],
    ['a key of any method', {config: 'auth-token: jwt,sign-method=PS512,pub-key=/p,priv-key=/k,ttl=10m'}, []],
    [
      'no port',
      {words: ['--cors=https://example.com']},
      [
        [
          'cors-origin',
          'no port',
          'invalid value "https://example.com" for flag -cors: URL address does not have the form "host:port"',
        ],
      ],
    ],
    [
      'a slash',
      {config: 'cors: http://h:1/'},
      [['cors-origin', 'a path', 'panic: new UniqueURLs should never fail: URL must not contain a path']],
    ],
    [
      'any and another',
      {words: ['--cors=*,http://h:1']},
      [['cors-origin', 'write * alone', 'URL scheme must be http, https, unix, or unixs: *']],
    ],
    ['a host alone', {words: ['--cors=example.com']}, [['cors-origin', 'no scheme', 'unixs: example.com']]],
    ['an address alone', {words: ['--cors=10.0.0.1:80']}, [['cors-origin', 'no scheme']]],
    ['origins', {words: ['--cors=http://h:1, https://[::1]:2,HTTP://i:3']}, []],
    ['any', {config: 'cors: "*"'}, []],
    ['none in a file', {config: 'cors: ""'}, []],
    [
      'a shared port',
      {config: 'socket-options: {reuse-port: true}'},
      [['socket-reuse-port', 'a second etcd']],
    ],
    ['a port to start again on', {config: 'socket-options: {reuse-address: true}'}, []],
    [
      'a check that is off',
      {config: 'strict-reconfig-check: false'},
      [['strict-reconfig-off', 'write strict-reconfig-check: true']],
    ],
    ['a cost out of bounds', {config: 'bcrypt-cost: 40'}, [['bcrypt-cost', 'etcd takes 10']]],
  ])('%s', (_, start, expected) => expectReports(VALUE_RULES, start, expected));
});
