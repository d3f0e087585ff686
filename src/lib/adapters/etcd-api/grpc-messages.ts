import type {AnyNestedObject, IField, INamespace, IType} from 'protobufjs/light.js';

/** `1:uint64`, `2:string[]`, `3:Member[]`: number, type, whether there are several. */
type Fields = Readonly<Record<string, string>>;

const HEADER = {header: '1:ResponseHeader'};
const RANGE = {key: '1:bytes', range_end: '2:bytes'};
const MEMBERS = {members: '2:Member[]'};
const ONE_MEMBER = {ID: '1:uint64'};

/**
 * Those of etcd's messages that etcdops speaks, with the names that the JSON gateway has for their fields. What others
 * have beside these is left out where it comes.
 * @see https://github.com/etcd-io/etcd/blob/main/api/etcdserverpb/rpc.proto
 */
const MESSAGES: Readonly<Record<string, Fields>> = {
  ResponseHeader: {
    cluster_id: '1:uint64',
    member_id: '2:uint64',
    revision: '3:int64',
    raft_term: '4:uint64',
  },
  StatusRequest: {},
  StatusResponse: {
    ...HEADER,
    version: '2:string',
    dbSize: '3:int64',
    leader: '4:uint64',
    raftIndex: '5:uint64',
    raftTerm: '6:uint64',
    raftAppliedIndex: '7:uint64',
    errors: '8:string[]',
    dbSizeInUse: '9:int64',
    isLearner: '10:bool',
  },
  AlarmRequest: {action: '1:AlarmAction', memberID: '2:uint64', alarm: '3:AlarmType'},
  AlarmMember: {memberID: '1:uint64', alarm: '2:AlarmType'},
  AlarmResponse: {...HEADER, alarms: '2:AlarmMember[]'},
  MoveLeaderRequest: {targetID: '1:uint64'},
  MoveLeaderResponse: HEADER,
  Member: {
    ID: '1:uint64',
    name: '2:string',
    peerURLs: '3:string[]',
    clientURLs: '4:string[]',
    isLearner: '5:bool',
  },
  MemberListRequest: {},
  MemberListResponse: {...HEADER, ...MEMBERS},
  MemberAddRequest: {peerURLs: '1:string[]', isLearner: '2:bool'},
  MemberAddResponse: {...HEADER, member: '2:Member', members: '3:Member[]'},
  MemberRemoveRequest: ONE_MEMBER,
  MemberRemoveResponse: {...HEADER, ...MEMBERS},
  MemberUpdateRequest: {...ONE_MEMBER, peerURLs: '2:string[]'},
  MemberUpdateResponse: {...HEADER, ...MEMBERS},
  MemberPromoteRequest: ONE_MEMBER,
  MemberPromoteResponse: {...HEADER, ...MEMBERS},
  RangeRequest: {...RANGE, revision: '4:int64', serializable: '7:bool', count_only: '9:bool'},
  KeyValue: {key: '1:bytes', create_revision: '2:int64', value: '5:bytes'},
  RangeResponse: {...HEADER, kvs: '2:KeyValue[]', count: '4:int64'},
  DeleteRangeRequest: RANGE,
  DeleteRangeResponse: {...HEADER, deleted: '2:int64'},
  Compare: {result: '1:CompareResult', target: '2:CompareTarget', key: '3:bytes', create_revision: '5:int64'},
  PutRequest: {key: '1:bytes', value: '2:bytes'},
  RequestOp: {request_put: '2:PutRequest'},
  TxnRequest: {compare: '1:Compare[]', success: '2:RequestOp[]'},
  TxnResponse: {...HEADER, succeeded: '2:bool'},
  AuthenticateRequest: {name: '1:string', password: '2:string'},
  AuthenticateResponse: {...HEADER, token: '2:string'},
};

const ENUMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AlarmAction: {GET: 0, ACTIVATE: 1, DEACTIVATE: 2},
  AlarmType: {NONE: 0, NOSPACE: 1, CORRUPT: 2},
  CompareResult: {EQUAL: 0},
  CompareTarget: {VERSION: 0, CREATE: 1},
};

/** Paths of the JSON gateway → what they are called over gRPC. */
const METHODS: Readonly<Record<string, string>> = {
  '/v3/maintenance/status': 'Maintenance/Status',
  '/v3/maintenance/alarm': 'Maintenance/Alarm',
  '/v3/maintenance/transfer-leadership': 'Maintenance/MoveLeader',
  '/v3/cluster/member/list': 'Cluster/MemberList',
  '/v3/cluster/member/add': 'Cluster/MemberAdd',
  '/v3/cluster/member/remove': 'Cluster/MemberRemove',
  '/v3/cluster/member/update': 'Cluster/MemberUpdate',
  '/v3/cluster/member/promote': 'Cluster/MemberPromote',
  '/v3/kv/range': 'KV/Range',
  '/v3/kv/deleterange': 'KV/DeleteRange',
  '/v3/kv/txn': 'KV/Txn',
  '/v3/auth/authenticate': 'Auth/Authenticate',
};

export interface GrpcMethod {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly request: string;
  readonly response: string;
}

/** What a path of the JSON gateway is over gRPC. */
export function grpcMethodOf(gatewayPath: string): GrpcMethod {
  const method = METHODS[gatewayPath];
  if (method === undefined) throw new RangeError(`${gatewayPath} has no method`);
  const name = method.slice(method.indexOf('/') + 1);
  return {path: `/etcdserverpb.${method}`, request: `${name}Request`, response: `${name}Response`};
}

function fieldOf(written: string): IField {
  const [, id = '', type = '', several] = /^(\d+):(\w+)(\[\])?$/.exec(written) ?? [];
  return {id: Number(id), type, ...(several === undefined ? {} : {rule: 'repeated'})};
}

function typeOf(fields: Fields): IType {
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([name, written]) => [name, fieldOf(written)])),
  };
}

/** The messages as protobufjs takes them. */
export function grpcDescriptors(): INamespace {
  const nested: Record<string, AnyNestedObject> = {};
  for (const [name, fields] of Object.entries(MESSAGES)) nested[name] = typeOf(fields);
  for (const [name, values] of Object.entries(ENUMS)) nested[name] = {values: {...values}};
  return {nested};
}
