import type {ProxyRole} from './proxy-request.js';

export interface FlagText {
  readonly text: string;
  /** What stands for the value in the help; missing for a switch. */
  readonly value?: string;
  /** All values that there are. */
  readonly options?: readonly string[];
}

type FlagTexts = Readonly<Record<string, FlagText>>;

const DISCOVERY_SRV: FlagTexts = {
  'discovery-srv': {text: 'DNS domain whose SRV records name the members', value: 'DOMAIN'},
  'discovery-srv-name': {text: 'suffix of the service name in these records', value: 'NAME'},
};

const INSECURE_DISCOVERY: FlagTexts = {
  'insecure-discovery': {
    text: 'take members without TLS from DNS [default: where it names no others]',
  },
};

/** Towards clients. */
const CLIENT_TLS: FlagTexts = {
  'cert-file': {text: 'certificate shown to clients', value: 'FILE'},
  'key-file': {text: 'its key', value: 'FILE'},
  'trusted-ca-file': {text: 'CA of the clients', value: 'FILE'},
};

const LISTEN_ADDR: FlagTexts = {
  'listen-addr': {
    text: 'where clients connect [default: 127.0.0.1:23790, or the next free one of the spec]',
    value: 'IP:PORT',
  },
};

const GATEWAY: FlagTexts = {
  ...LISTEN_ADDR,
  endpoints: {text: 'client addresses of the members', value: 'HOST:PORT,…'},
  ...DISCOVERY_SRV,
  ...INSECURE_DISCOVERY,
  'retry-delay': {text: 'until a dead member is tried again [default: 1m]', value: 'DURATION'},
  'trusted-ca-file': {text: 'CA of the members that DNS names', value: 'FILE'},
};

const GRPC_PROXY: FlagTexts = {
  ...LISTEN_ADDR,
  endpoints: {text: 'client URLs of the members', value: 'URL,…'},
  ...DISCOVERY_SRV,
  ...INSECURE_DISCOVERY,
  'advertise-client-url': {
    text: 'address that it registers and tells clients [default: that of --listen-addr]',
    value: 'HOST:PORT',
  },
  namespace: {text: 'prefix of all keys that go through it, such as app/', value: 'PREFIX'},
  'resolver-prefix': {text: 'register under this prefix, so that clients find it', value: 'PREFIX'},
  'resolver-ttl': {text: 'seconds that a registration lasts', value: 'N'},
  'metrics-addr': {text: 'further address for /metrics and /health', value: 'URL'},
  'data-dir': {text: 'folder for certificates of --auto-tls', value: 'DIR'},
  cert: {text: 'certificate shown to members; without a common name', value: 'FILE'},
  key: {text: 'its key', value: 'FILE'},
  cacert: {text: 'CA of the members', value: 'FILE'},
  'insecure-skip-tls-verify': {text: 'believe any certificate of a member'},
  ...CLIENT_TLS,
  'client-crl-file': {text: 'revoked certificates of clients', value: 'FILE'},
  'auto-tls': {text: 'TLS towards clients by a certificate made for it'},
  'self-signed-cert-validity': {text: 'years that it is valid (etcd 3.5 and later)', value: 'N'},
  'listen-cipher-suites': {text: 'ciphers for clients', value: 'NAME,…'},
  'tls-min-version': {text: 'TLS1.2 or TLS1.3 (etcd 3.5.18 and later)', value: 'VERSION'},
  'tls-max-version': {text: 'TLS1.2 or TLS1.3 (etcd 3.5.18 and later)', value: 'VERSION'},
  'max-send-bytes': {text: 'largest message sent', value: 'N'},
  'max-recv-bytes': {text: 'largest message taken', value: 'N'},
  'max-concurrent-streams': {text: 'streams of a client', value: 'N'},
  'grpc-keepalive-min-time': {
    text: 'least time between pings of a client (3.5 and later)',
    value: 'DURATION',
  },
  'grpc-keepalive-interval': {text: 'between pings to clients (3.5 and later)', value: 'DURATION'},
  'grpc-keepalive-timeout': {
    text: 'until a client that is silent is dropped (3.5 and later)',
    value: 'DURATION',
  },
  'dial-keepalive-time': {text: 'between pings to members (3.5 and later)', value: 'DURATION'},
  'dial-keepalive-timeout': {
    text: 'until a member that is silent is left (3.5 and later)',
    value: 'DURATION',
  },
  'permit-without-stream': {text: 'ping members also without a call (3.5.13 and later)'},
  'endpoints-auto-sync-interval': {
    text: 'how often to ask for the list of members (3.5 and later)',
    value: 'DURATION',
  },
  'experimental-leasing-prefix': {
    text: 'keep keys that are read often, by leases under this prefix',
    value: 'PREFIX',
  },
  'experimental-serializable-ordering': {text: 'serializable reads never go back in time'},
  'experimental-enable-grpc-logging': {text: 'log each call (3.6 and later)'},
  'enable-pprof': {text: 'profiles of the process at /debug/pprof/'},
  debug: {text: 'log more'},
};

const V2_PROXY: FlagTexts = {
  name: {text: 'its name, also in the spec [default: the next free one]', value: 'NAME'},
  proxy: {text: 'whether writes pass [default: on]', value: 'MODE', options: ['on', 'readonly']},
  'listen-client-urls': {text: 'where clients connect', value: 'URL'},
  'initial-cluster': {text: 'peer URLs of the members', value: 'NAME=URL,…'},
  discovery: {text: 'URL of a discovery service that names them', value: 'URL'},
  'discovery-proxy': {text: 'HTTP proxy towards the discovery service', value: 'URL'},
  ...DISCOVERY_SRV,
  'data-dir': {text: 'folder in which it remembers the members', value: 'DIR'},
  'proxy-failure-wait': {text: 'milliseconds that a dead member is left alone [default: 5000]', value: 'N'},
  'proxy-refresh-interval': {
    text: 'milliseconds between looks at the list of members [default: 30000]',
    value: 'N',
  },
  'proxy-dial-timeout': {text: 'milliseconds to connect to a member [default: 1000]', value: 'N'},
  'proxy-write-timeout': {text: 'milliseconds to write a request [default: 5000]', value: 'N'},
  'proxy-read-timeout': {
    text: 'milliseconds to read an answer; 0 for ever, which watches need [default: 0]',
    value: 'N',
  },
  ...CLIENT_TLS,
  'client-cert-auth': {text: 'clients must show a certificate'},
  'client-crl-file': {text: 'revoked certificates of clients', value: 'FILE'},
  'auto-tls': {text: 'TLS towards clients by a certificate made for it'},
  'peer-cert-file': {text: 'certificate shown to members', value: 'FILE'},
  'peer-key-file': {text: 'its key', value: 'FILE'},
  'peer-trusted-ca-file': {text: 'CA of the members', value: 'FILE'},
  'peer-auto-tls': {text: 'TLS towards members by a certificate made for it'},
  'cipher-suites': {text: 'ciphers for clients', value: 'NAME,…'},
  cors: {text: 'origins of browsers that may call', value: 'URL,…'},
  'log-level': {text: 'debug, info, warn, error, panic or fatal', value: 'LEVEL'},
  logger: {text: 'capnslog or zap (etcd 3.4)', value: 'NAME'},
  'log-outputs': {text: 'where the log goes', value: 'TARGET,…'},
  'log-package-levels': {text: 'level by package (etcd 3.4)', value: 'NAME=LEVEL,…'},
  'host-whitelist': {text: 'host names that clients may use', value: 'HOST,…'},
  'peer-crl-file': {text: 'revoked certificates of members', value: 'FILE'},
  'self-signed-cert-validity': {text: 'years that certificates made for it are valid (etcd 3.5)', value: 'N'},
  'enable-pprof': {text: 'profiles of the process at /debug/pprof/'},
};

/** What etcd's own flags of each bundled mode mean, in the order of the help. */
export const PROXY_FLAG_TEXTS: Readonly<Record<ProxyRole, FlagTexts>> = {
  'v2-proxy': V2_PROXY,
  gateway: GATEWAY,
  'grpc-proxy': GRPC_PROXY,
};
