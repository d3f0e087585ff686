import type {V2ProxyAnswers} from '../../domain/proxies/v2-proxy.js';
import {OpsError} from '../../errors/ops-error.js';
import type {HttpResponse} from '../http/http.js';
import type {CallOptions} from './call-options.js';

export interface GrpcProxyHealth {
  readonly healthy: boolean;
  /** In etcd's words; empty where it gives none. */
  readonly reason: string;
}

/**
 * What can be asked of the bundled proxies without changing anything, neither in them nor in the members behind. Never
 * `/v2/keys`; `/health` only of what has shown that it is a gRPC proxy: up to 3.4 a member, also one behind a v2 proxy,
 * writes into its log at each.
 */
export interface ProxyApi {
  /** The client URLs that a v2 proxy has, which it answers by itself. Rejects where it is no v2 proxy that answers. */
  v2Endpoints(url: string, options: CallOptions): Promise<readonly string[]>;
  /** Only of what is known to be a v2 proxy: to others it could be a write. */
  v2Answers(url: string, options: CallOptions): Promise<V2ProxyAnswers>;
  /** Rejects where something answers that is no gRPC proxy. */
  assertGrpcProxy(url: string, options: CallOptions): Promise<void>;
  /** Of the way through a gRPC proxy to a quorum. */
  grpcHealth(url: string, options: CallOptions): Promise<GrpcProxyHealth>;
}

type Send = (url: string, options: CallOptions & {readonly method?: 'GET' | 'POST'}) => Promise<HttpResponse>;

type Json = Record<string, unknown>;

function objectIn(body: string): Json {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    // A stranger may say anything; it is no answer of etcd then.
    return {};
  }
}

function stranger(kind: string, path: string, {status}: HttpResponse): OpsError {
  return new OpsError('E_UNREACHABLE', `what answers there is no ${kind} (GET ${path}: ${status})`);
}

const V2_ENDPOINTS = '/v2/config/local/proxy';
/** A gRPC proxy has no such path in any version; members and what passes requests on to them do. */
const VERSION = '/version';
const HEALTH = '/health';

export function createProxyApi(send: Send): ProxyApi {
  return {
    async v2Endpoints(url, options) {
      const response = await send(`${url}${V2_ENDPOINTS}`, options);
      const {endpoints} = objectIn(response.body);
      if (!Array.isArray(endpoints)) throw stranger('v2 proxy', V2_ENDPOINTS, response);
      return endpoints.filter(endpoint => typeof endpoint === 'string');
    },

    async v2Answers(url, options) {
      const [write, read] = await Promise.all([
        send(`${url}${VERSION}`, {...options, method: 'POST'}),
        send(`${url}${VERSION}`, options),
      ]);
      return {writeStatus: write.status, readStatus: read.status};
    },

    async assertGrpcProxy(url, options) {
      const response = await send(`${url}${VERSION}`, options);
      if (response.status !== 404) throw stranger('gRPC proxy', VERSION, response);
    },

    /*
     * `/health` on the address of the clients, in all versions. Seen with 3.4.23, 3.5.35, 3.6.16 and 3.7.3, plain, with
     * auto-tls, and with client certificates: 200 `{"health":"true"}` where a linearizable read is answered, else 503
     * `{"health":"false"}` after one second, from 3.5 on with a reason. It is a v3 read and leaves nothing in the log of
     * a member.
     * `/proxy/health`, from 3.5 on, goes in a circle: the proxy dials its own advertise-client-url. Where only others
     * reach that, it says false while every client is served.
     * The metrics address says the same of etcd, and nothing of the port and the certificate that clients meet.
     */
    async grpcHealth(url, options) {
      const response = await send(`${url}${HEALTH}`, options);
      const {health, reason} = objectIn(response.body);
      if (health !== 'true' && health !== 'false') throw stranger('gRPC proxy', HEALTH, response);
      return {healthy: health === 'true', reason: typeof reason === 'string' ? reason : ''};
    },
  };
}
