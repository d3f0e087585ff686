import protobuf from 'protobufjs/light.js';

import {errorMessage, OpsError, systemErrorCode} from '../../errors/ops-error.js';
import type {HttpResponse} from '../http/http.js';
import type {CallOptions} from './call-options.js';
import {grpcMessages, GrpcRefusal, type GrpcConnection} from './grpc.js';
import {grpcDescriptors, grpcMethodOf} from './grpc-messages.js';

export interface GatewayCall extends CallOptions, GrpcConnection {
  readonly body: object;
}

let messages: protobuf.Root | undefined;

function messageType(name: string): protobuf.Type {
  messages ??= protobuf.Root.fromJSON(grpcDescriptors());
  return messages.lookupType(name);
}

/** As the gateway writes it: 64-bit numbers as decimal text, bytes as base64, and nothing that is zero or empty. */
function asJson(type: protobuf.Type, bytes: Uint8Array): string {
  return JSON.stringify(type.toObject(type.decode(bytes), {longs: String, enums: String, bytes: String}));
}

/** The error of the system below those that were made of it. */
function systemErrorIn(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = systemErrorCode(error);
  const isOfSystem = !(error instanceof OpsError) && code !== undefined && !code.startsWith('ERR_');
  return isOfSystem ? error : systemErrorIn(error.cause);
}

/**
 * As the failure of an HTTP exchange is: the system's own error where no connection came about, and otherwise one
 * without a code, since the member may have carried it out.
 */
function failureOf(error: unknown): Error {
  return systemErrorIn(error) ?? new Error(errorMessage(error), {cause: error});
}

/**
 * What the JSON gateway would answer, asked over gRPC: in a cluster with users the gateway takes no certificate that has a
 * CN, and gRPC takes it for the user of that name. The status is 200, or gRPC's own code with etcd's words as the body.
 */
export async function callOverGrpc(
  url: string,
  gatewayPath: string,
  {body, timeoutMs, signal, ...connection}: GatewayCall,
): Promise<HttpResponse> {
  const method = grpcMethodOf(gatewayPath);
  const [asked, answered] = [messageType(method.request), messageType(method.response)];
  const request = asked.encode(asked.fromObject(body)).finish();
  const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
  const call = {
    ...connection,
    method: method.path,
    request,
    signal: AbortSignal.any([deadline, ...(signal ? [signal] : [])]),
  };
  try {
    for await (const message of grpcMessages(url, call))
      return {status: 200, body: asJson(answered, message)};
    throw new Error('it answered nothing');
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) throw new Error(`no answer within ${timeoutMs} ms`, {cause: error});
    if (error instanceof GrpcRefusal) return {status: error.status, body: error.words};
    throw failureOf(error);
  }
}
