import type {MemberStatus} from '../../domain/cluster/observation.js';
/** Decimal text of a 64-bit number, as etcd's JSON gateway writes them, → lower-case hex without leading zeros. */
export function idFromDecimal(text: string): string {
  return BigInt(text).toString(16);
}

/** Hex id → the decimal text that the JSON gateway takes. */
export function idToDecimal(hex: string): string {
  return BigInt(`0x${hex}`).toString(10);
}

/** A member as the membership list has it; `name` is empty until it has started for the first time. */
export interface ListedMember {
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface MemberList {
  readonly clusterId: string;
  readonly members: readonly ListedMember[];
}

export interface AddedMember {
  readonly memberId: string;
  /** All members, the new one too. */
  readonly members: readonly ListedMember[];
}

type Json = Record<string, unknown>;

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Protobuf JSON leaves out what is zero, false or empty. */
function count(value: unknown): number {
  return Number(text(value) || '0');
}

function hexId(value: unknown): string {
  return idFromDecimal(text(value) || '0');
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** Each member lists the alarms of the whole cluster; the spaces between the two differ by version. */
function ownAlarms(errors: readonly string[], memberId: string): string[] {
  return errors.flatMap(error => {
    const [, id, alarm] = /memberID:(\d+)\s+alarm:(\w+)/.exec(error) ?? [];
    return id !== undefined && alarm !== undefined && idFromDecimal(id) === memberId ? [alarm] : [];
  });
}

/** The answer of `POST /v3/maintenance/status`. Throws where the body is not such an answer. */
export function parseStatus(body: string): MemberStatus {
  const answer = JSON.parse(body) as Json;
  const header = (answer['header'] ?? {}) as Json;
  if (header['member_id'] === undefined) throw new SyntaxError('the status answer has no member id');
  const memberId = hexId(header['member_id']);
  const leader = hexId(answer['leader']);
  return {
    memberId,
    clusterId: hexId(header['cluster_id']),
    version: text(answer['version']),
    ...(leader === '0' ? {} : {leaderId: leader}),
    isLearner: answer['isLearner'] === true,
    revision: count(header['revision']),
    raftTerm: count(answer['raftTerm']),
    raftIndex: count(answer['raftIndex']),
    raftAppliedIndex: count(answer['raftAppliedIndex']),
    dbSizeBytes: count(answer['dbSize']),
    dbInUseBytes: count(answer['dbSizeInUse']),
    alarms: ownAlarms(texts(answer['errors']), memberId),
  };
}

function listedMembers(answer: Json): ListedMember[] {
  const members = Array.isArray(answer['members']) ? (answer['members'] as Json[]) : [];
  return members.map(member => ({
    id: hexId(member['ID']),
    name: text(member['name']),
    peerUrls: texts(member['peerURLs']),
    clientUrls: texts(member['clientURLs']),
    isLearner: member['isLearner'] === true,
  }));
}

/** The answer of `POST /v3/cluster/member/list`. */
export function parseMemberList(body: string): MemberList {
  const answer = JSON.parse(body) as Json;
  const header = (answer['header'] ?? {}) as Json;
  return {clusterId: hexId(header['cluster_id']), members: listedMembers(answer)};
}

/** The answer of `POST /v3/cluster/member/add`. Throws where the body is not such an answer. */
export function parseMemberAdd(body: string): AddedMember {
  const answer = JSON.parse(body) as Json;
  const member = (answer['member'] ?? {}) as Json;
  if (member['ID'] === undefined) throw new SyntaxError('the answer to an addition has no member id');
  return {memberId: hexId(member['ID']), members: listedMembers(answer)};
}
