/** Suites of TLS 1.2 that Go takes for safe. */
const SAFE = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA',
] as const;

/** Suites that etcd takes and that nobody should offer. */
const UNSAFE = [
  'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
  'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA',
  'TLS_RSA_WITH_AES_128_CBC_SHA256',
  'TLS_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_RSA_WITH_AES_256_CBC_SHA',
  'TLS_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_RSA_WITH_RC4_128_SHA',
] as const;

/** Suites of TLS 1.3, which nobody chooses: the list has no effect on them. */
const OF_TLS_1_3 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
] as const;

/** HTTP/2, and so gRPC, wants one of them in a list. */
export const HTTP2_SUITES: readonly string[] = [
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
];

/**
 * Every name that `cipher-suites` takes, in 3.4 to 3.7 alike.
 * @see https://pkg.go.dev/crypto/tls#CipherSuites and #InsecureCipherSuites
 */
export const CIPHER_SUITES: readonly string[] = [...SAFE, ...UNSAFE, ...OF_TLS_1_3];

const UNSAFE_SUITES: ReadonlySet<string> = new Set(UNSAFE);

export function isUnsafeSuite(name: string): boolean {
  return UNSAFE_SUITES.has(name);
}

const STRENGTHS: Readonly<Record<string, string>> = {
  'AES128-GCM-SHA256': 'AES_128_GCM_SHA256',
  'AES256-GCM-SHA384': 'AES_256_GCM_SHA384',
  'CHACHA20-POLY1305': 'CHACHA20_POLY1305_SHA256',
  'AES128-SHA': 'AES_128_CBC_SHA',
  'AES256-SHA': 'AES_256_CBC_SHA',
  'AES128-SHA256': 'AES_128_CBC_SHA256',
};

/** The name of Go for one of OpenSSL: `ECDHE-RSA-AES128-GCM-SHA256` → `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` */
export function fromOpenssl(name: string): string | undefined {
  const [, exchange = '', strength = ''] = /^(?:(ECDHE-(?:RSA|ECDSA))-)?([A-Z\d-]{1,40})$/.exec(name) ?? [];
  const cipher = Object.hasOwn(STRENGTHS, strength) ? STRENGTHS[strength] : undefined;
  if (cipher === undefined) return undefined;
  const suite = `TLS_${exchange === '' ? 'RSA' : exchange.replace('-', '_')}_WITH_${cipher}`;
  return CIPHER_SUITES.includes(suite) ? suite : undefined;
}
