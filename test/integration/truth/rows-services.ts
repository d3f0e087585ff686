import {certificateFiles} from './certificates.js';
import {memberScript, urlsOf} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';
import {withFlags, withKeys, withVariables} from './value-row.js';

const SINCE_3_5 = {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'} as const;
const STARTS_SINCE_3_5 = {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'} as const;

function secureMember(words: string) {
  return (place: TruthPlace) => ({
    ...certificateFiles(),
    ...memberScript(
      place,
      `--cert-file=own.crt --key-file=own.key ${words}`,
      urlsOf(place, {clients: 'https'}),
    ),
  });
}

/** Where the log goes. */
const LOGS: readonly TruthRow[] = [
  withFlags('--logger=zap --log-outputs=default,etcd.log', {
    name: 'the default output of the log and a file',
    rules: ['log-outputs-together'],
    verdict: 'refuses',
    says: /multi logoutput for "default" is not supported yet/,
  }),
  withFlags('--logger=zap --log-outputs=systemd/journal,stderr', {
    name: 'the journal and a stream',
    rules: ['log-outputs-together'],
    verdict: 'refuses',
    says: /running with systemd\/journal but other '--log-outputs' values \(\["stderr" "systemd\/journal"\]\)/,
  }),
  withFlags('--log-outputs=stdout,stderr', {
    name: 'two streams for the log',
    rules: ['log-outputs-together'],
    verdict: {...STARTS_SINCE_3_5, '3.4': 'refuses'},
    says: /--logger=capnslog supports only 1 value in '--log-outputs'/,
  }),
  withKeys('log-outputs: [etcd.log]', {
    name: 'a file for the log of the old logger',
    rules: ['log-outputs-old-logger'],
    verdict: {...STARTS_SINCE_3_5, '3.4': 'refuses'},
    says: /unknown log-output "etcd.log" \(only supports "default", "stderr", "stdout"\)/,
  }),
  withKeys('logger: zap\nlog-outputs: [default, default]', {
    name: 'the default output of the log twice in a config file',
    rules: ['log-outputs-together'],
    verdict: 'refuses',
  }),
  withFlags('--logger=zap --log-outputs=default,default', {
    name: 'the default output of the log twice',
    rules: ['log-outputs-together'],
    verdict: 'starts',
  }),
  withFlags("--logger=zap --log-outputs=''", {
    name: 'an output of the log without a name',
    rules: ['log-outputs-empty'],
    verdict: 'refuses',
    says: /open sink "": open/,
  }),
  withKeys('logger: zap\nlog-outputs: [~]', {
    name: 'nothing in the list of outputs of the log',
    rules: ['log-outputs-empty'],
    verdict: 'starts',
  }),
  withFlags("--enable-log-rotation --log-outputs=etcd.log --log-rotation-config-json='{maxsize: 1}'", {
    name: 'rotation of the log by what is no JSON',
    rules: ['log-rotation-config'],
    verdict: SINCE_3_5,
    says: /improperly formatted log rotation config/,
  }),
  withFlags(`--enable-log-rotation --log-outputs=etcd.log --log-rotation-config-json='{"MaxSize": "1"}'`, {
    name: 'rotation of the log by a text for a number',
    rules: ['log-rotation-config'],
    verdict: SINCE_3_5,
    says: /invalid log rotation config/,
  }),
  withFlags(
    `--enable-log-rotation --log-outputs=etcd.log,stderr --log-rotation-config-json='{"maxsize": 1, "other": 2}'`,
    {
      name: 'rotation of the log beside a stream',
      rules: ['log-rotation-config', 'log-rotation-target'],
      verdict: STARTS_SINCE_3_5,
    },
  ),
  withFlags('--log-rotation-config-json=x', {
    name: 'no rotation of the log, by what is no JSON',
    rules: ['log-rotation-config'],
    verdict: STARTS_SINCE_3_5,
  }),
];

/** Tokens, origins and ciphers. */
const TOKENS: readonly TruthRow[] = [
  withFlags('--auth-token=jwt', {
    name: 'JWT without options',
    rules: ['auth-token'],
    verdict: 'refuses',
    says: /auth: invalid auth options/,
  }),
  withKeys('auth-token: jwt,sign-method=RS256', {
    name: 'JWT without a key',
    rules: ['auth-token'],
    verdict: 'refuses',
    says: /auth: missing key data/,
  }),
  withVariables('ETCD_AUTH_TOKEN=JWT', {
    name: 'JWT in capitals',
    rules: ['auth-token'],
    verdict: 'refuses',
    says: /auth: invalid auth options/,
  }),
  withFlags('--auth-token=simple,a=b', {
    name: 'simple tokens with an option',
    rules: ['auth-token'],
    verdict: 'starts',
  }),
  withKeys('cors: http://example.com/', {
    name: 'an origin without a port in a config file',
    rules: ['cors-origin'],
    verdict: 'refuses',
    says: /panic: new UniqueURLs should never fail/,
  }),
  withFlags("--cors='*,http://example.com:80'", {
    name: 'any origin and one by its name',
    rules: ['cors-origin'],
    verdict: 'refuses',
    says: /URL scheme must be http, https, unix, or unixs: \*/,
  }),
  withFlags("--cors='http://example.com:80, HTTPS://[::1]:443'", {
    name: 'origins with a space between them',
    rules: ['cors-origin'],
    verdict: 'starts',
  }),
  {
    name: 'no suite that HTTP/2 needs',
    rules: ['cipher-suites-http2'],
    files: secureMember('--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'),
    verdict: 'refuses',
  },
  {
    name: 'a suite that HTTP/2 needs',
    rules: ['cipher-suites-http2', 'cipher-suite-unknown'],
    files: secureMember('--cipher-suites=TLS_RSA_WITH_RC4_128_SHA,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'),
    verdict: 'starts',
  },
  {
    name: 'half an identity for the own connections',
    rules: ['tls-half-pair'],
    files: secureMember('--client-cert-file=own.crt'),
    verdict: SINCE_3_5,
    says: /ClientKeyFile and ClientCertFile must both be present or both absent: key: , cert: own.crt\]/,
  },
];

/** What a member does for others. */
export const SERVICE_ROWS: readonly TruthRow[] = [...LOGS, ...TOKENS];
