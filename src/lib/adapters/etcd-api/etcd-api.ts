import type {LookupFunction} from 'node:net';

import {createConnections, type Connections} from '../http/connections.js';
import {httpRequest, type HttpRequest, type HttpResponse} from '../http/http.js';
import type {TlsIdentity} from '../http/tls-identity.js';
import {createAlarmApi, type AlarmApi} from './alarm-api.js';
import type {CallOptions} from './call-options.js';
import {refusesCommonName, wantsAnotherToken} from './classify-error.js';
import {changeFailure, readFailure, unansweredChange} from './failure.js';
import {createKvApi, type KvApi} from './kv-api.js';
import {createMaintenanceApi, type MaintenanceApi} from './maintenance-api.js';
import {createMemberApi, type MemberApi} from './member-api.js';
import {parseReceivedSnapshot, type ReceivedSnapshot} from './metrics.js';
import type {MemberStatus} from '../../domain/cluster/observation.js';
import {parseMemberList, parseStatus, type MemberList} from './parse.js';
import {createProxyApi, type ProxyApi} from './proxy-api.js';
import {createLogin, type EtcdUser, type Login} from './login.js';

/** What a cluster with TLS wants to see; read when it is first needed. */
export interface EtcdCredentials {
  /** For client ports. */
  readonly client: () => Promise<TlsIdentity>;
  /** For peer ports, which may believe another CA. */
  readonly peer: () => Promise<TlsIdentity>;
}

/**
 * etcd's own API through the JSON gateway of a member's client port: exact 64-bit ids and no process for a call. Over gRPC
 * where the gateway does not take our certificate.
 * HTTP `/health` is never asked: on 3.4 each call leaves a v2 request in the write-ahead log.
 */
export interface EtcdApi extends MemberApi, MaintenanceApi, AlarmApi, KvApi {
  /** Answered by the member itself, also without a quorum. */
  status(clientUrl: string, options: CallOptions): Promise<MemberStatus>;
  /** The membership as this member knows it; 3.4 and 3.5+ answer without a quorum. */
  memberList(clientUrl: string, options: CallOptions): Promise<MemberList>;
  /** A linearizable read: answered only while a quorum works. Writes nothing. */
  confirmQuorum(clientUrl: string, options: CallOptions): Promise<void>;
  /** Whether anything answers HTTP on a peer port; then the process can tell others about the cluster. */
  answersOnPeerPort(peerUrl: string, options: CallOptions): Promise<boolean>;
  /** What came of a snapshot from the leader, by the metrics of a member, which answer before its clients are served. */
  receivedSnapshot(metricsUrl: string, options: CallOptions): Promise<ReceivedSnapshot>;
  /** Questions to v2 proxies and gRPC proxies. A gateway passes on the bytes: it is asked as a member is. */
  readonly proxy: ProxyApi;
  /** The same API for a cluster with TLS. */
  as(credentials: EtcdCredentials): EtcdApi;
  /** The same API as a user of the cluster, whatever the CN of the certificate is. */
  asUser(user: EtcdUser): EtcdApi;
  /** The same API for another cluster: neither the user nor the certificates of this one are shown there. */
  elsewhere(credentials?: EtcdCredentials): EtcdApi;
  /** The user that asks, where one does. */
  readonly userName?: string;
}

/** The key that `etcdctl endpoint health` reads too; it need not exist. */
const HEALTH_KEY = Buffer.from('health').toString('base64');

interface Access {
  readonly credentials?: EtcdCredentials;
  readonly login?: Login;
  readonly connections?: Connections;
  /** Client URLs whose JSON gateway does not take our certificate. */
  readonly closedGateways?: Pick<Set<string>, 'has' | 'add'>;
}

/** @param lookup finds the addresses of a member's host */
export function createEtcdApi(
  lookup?: LookupFunction,
  {credentials, login, connections = createConnections(), closedGateways = new Set<string>()}: Access = {},
): EtcdApi {
  async function send(
    url: string,
    path: string,
    {body = {}, ...options}: CallOptions & Pick<HttpRequest, 'connections' | 'token'> & {body?: object},
  ): Promise<HttpResponse> {
    const tls = await credentials?.client();
    if (!closedGateways.has(url)) {
      const asked = {method: 'POST', lookup, tls, ...options, body: JSON.stringify(body)} as const;
      const response = await httpRequest(`${url}${path}`, asked);
      if (!refusesCommonName(response)) return response;
      closedGateways.add(url);
    }
    const {callOverGrpc} = await import('./grpc-gateway.js');
    return callOverGrpc(url, path, {lookup, tls, token: undefined, ...options, body});
  }

  const tokenAt = async (url: string, options: CallOptions): Promise<string | undefined> =>
    login?.tokenAt(url, send, options);

  /** As the user, where there is one. */
  async function sendAsUser(
    url: string,
    path: string,
    options: CallOptions & Pick<HttpRequest, 'connections'> & {body?: object},
  ): Promise<HttpResponse> {
    const token = await tokenAt(url, options);
    // A token of before a restore is waited with until the log is as long as when it was made: no answer comes.
    const response = await send(url, path, {...options, token}).catch((error: unknown) => {
      login?.forget(url);
      throw error;
    });
    const isFine = login === undefined || response.status === 200;
    if (isFine || !wantsAnotherToken(response.body, token)) return response;
    login.forget(url);
    return send(url, path, {...options, token: await tokenAt(url, options)});
  }

  async function ask(url: string, path: string, options: CallOptions & {body?: object}): Promise<string> {
    const response = await sendAsUser(url, path, {...options, connections});
    if (response.status !== 200) throw readFailure(url, path, response);
    return response.body;
  }

  async function change(url: string, path: string, options: CallOptions & {body: object}): Promise<string> {
    const response = await sendAsUser(url, path, options).catch((error: unknown) => {
      throw unansweredChange(url, error, options);
    });
    if (response.status !== 200) throw changeFailure(url, path, response);
    return response.body;
  }

  return {
    status: async (url, options) => parseStatus(await ask(url, '/v3/maintenance/status', options)),
    memberList: async (url, options) => parseMemberList(await ask(url, '/v3/cluster/member/list', options)),
    async confirmQuorum(url, options) {
      await ask(url, '/v3/kv/range', {...options, body: {key: HEALTH_KEY}});
    },
    ...createMemberApi(change),
    ...createAlarmApi(change),
    ...createKvApi(ask, change),
    ...createMaintenanceApi({
      ask,
      connection: async (url, options) => ({
        lookup,
        tls: await credentials?.client(),
        token: await tokenAt(url, options),
      }),
      forget: login?.forget,
    }),
    async answersOnPeerPort(url, options) {
      const tls = await credentials?.peer();
      return httpRequest(`${url}/version`, {lookup, tls, ...options}).then(
        () => true,
        () => false,
      );
    },
    receivedSnapshot: async (url, options) =>
      parseReceivedSnapshot((await httpRequest(`${url}/metrics`, {lookup, connections, ...options})).body),
    proxy: createProxyApi(async (url, options) =>
      httpRequest(url, {lookup, tls: await credentials?.client(), ...options}),
    ),
    as: given =>
      createEtcdApi(lookup, {
        connections,
        closedGateways,
        credentials: given,
        ...(login === undefined ? {} : {login}),
      }),
    elsewhere: given =>
      createEtcdApi(lookup, {connections, ...(given === undefined ? {} : {credentials: given})}),
    asUser: user =>
      createEtcdApi(lookup, {
        connections,
        closedGateways,
        login: createLogin(user),
        ...(credentials === undefined ? {} : {credentials}),
      }),
    ...(login === undefined ? {} : {userName: login.name}),
  };
}
