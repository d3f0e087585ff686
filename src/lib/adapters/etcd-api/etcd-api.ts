import type {LookupFunction} from 'node:net';

import {OpsError} from '../../errors/ops-error.js';
import {httpRequest, type HttpResponse} from '../http/http.js';
import type {TlsIdentity} from '../http/tls-identity.js';
import type {CallOptions} from './call-options.js';
import {createProxyApi, type ProxyApi} from './proxy-api.js';
import {idToDecimal, parseMemberList, parseStatus, type MemberList, type MemberStatus} from './parse.js';

/** What a cluster with TLS wants to see; read when it is first needed. */
export interface EtcdCredentials {
  /** For client ports. */
  readonly client: () => Promise<TlsIdentity>;
  /** For peer ports, which may believe another CA. */
  readonly peer: () => Promise<TlsIdentity>;
}

/**
 * etcd's own API through the JSON gateway of a member's client port: exact 64-bit ids and no process for a call.
 * HTTP `/health` is never asked: on 3.4 each call leaves a v2 request in the write-ahead log.
 */
export interface EtcdApi {
  /** Answered by the member itself, also without a quorum. */
  status(clientUrl: string, options: CallOptions): Promise<MemberStatus>;
  /** The membership as this member knows it; 3.4 and 3.5+ answer without a quorum. */
  memberList(clientUrl: string, options: CallOptions): Promise<MemberList>;
  /** A linearizable read: answered only while a quorum works. Writes nothing. */
  confirmQuorum(clientUrl: string, options: CallOptions): Promise<void>;
  /** Makes another member the leader; asked of the leader itself. */
  moveLeader(leaderUrl: string, targetId: string, options: CallOptions): Promise<void>;
  /** Whether anything answers HTTP on a peer port; then the process can tell others about the cluster. */
  answersOnPeerPort(peerUrl: string, options: CallOptions): Promise<boolean>;
  /** Questions to v2 proxies and gRPC proxies. A gateway passes on the bytes: it is asked as a member is. */
  readonly proxy: ProxyApi;
  /** The same API for a cluster with TLS. */
  as(credentials: EtcdCredentials): EtcdApi;
}

/** The key that `etcdctl endpoint health` reads too; it need not exist. */
const HEALTH_KEY = Buffer.from('health').toString('base64');

function failure(url: string, path: string, response: HttpResponse): OpsError {
  const hints =
    response.status === 404
      ? ['the JSON gateway of this member is off: remove enable-grpc-gateway: false']
      : [];
  return new OpsError(
    'E_UNREACHABLE',
    `${url}${path} answered ${[response.status, response.body.slice(0, 200).trim()].filter(Boolean).join(': ')}`,
    {
      hints,
    },
  );
}

/** @param lookup finds the addresses of a member's host */
export function createEtcdApi(lookup?: LookupFunction, credentials?: EtcdCredentials): EtcdApi {
  async function call(
    url: string,
    path: string,
    {body = {}, ...options}: CallOptions & {body?: object},
  ): Promise<string> {
    const response = await httpRequest(`${url}${path}`, {
      method: 'POST',
      lookup,
      tls: await credentials?.client(),
      ...options,
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw failure(url, path, response);
    return response.body;
  }

  return {
    status: async (url, options) => parseStatus(await call(url, '/v3/maintenance/status', options)),
    memberList: async (url, options) => parseMemberList(await call(url, '/v3/cluster/member/list', options)),
    async confirmQuorum(url, options) {
      await call(url, '/v3/kv/range', {...options, body: {key: HEALTH_KEY}});
    },
    async moveLeader(url, targetId, options) {
      await call(url, '/v3/maintenance/transfer-leadership', {
        ...options,
        body: {targetID: idToDecimal(targetId)},
      });
    },
    async answersOnPeerPort(url, options) {
      const tls = await credentials?.peer();
      return httpRequest(`${url}/version`, {lookup, tls, ...options}).then(
        () => true,
        () => false,
      );
    },
    proxy: createProxyApi(async (url, options) =>
      httpRequest(url, {lookup, tls: await credentials?.client(), ...options}),
    ),
    as: given => createEtcdApi(lookup, given),
  };
}
