import type {KeyType} from '../../../domain/pki/certificate.js';
import {authorityBase, certificateFile, type Authority} from '../../../domain/pki/pki-layout.js';
import type {SpecNode} from '../../../domain/spec/schema.js';
import type {PlannedAction, ProcessMark} from '../../steps/actions.js';

/** What a rotation is of: which CAs, and what the new ones are to be like. */
export interface NewCas {
  readonly authorities: readonly Authority[];
  readonly keyType?: KeyType;
  readonly days?: number;
  readonly encrypt: boolean;
}

/** A node that runs, and the process that it is. */
export type NotedProcess = {readonly node: string; readonly was: ProcessMark};

function fileOf(authority: Authority): string {
  return certificateFile(authorityBase(authority));
}

function filesOf(authorities: readonly Authority[]): string {
  return authorities.map(fileOf).join(' and ');
}

export function prepareStep(input: NewCas): PlannedAction {
  const what = input.authorities.length === 1 ? 'a new CA' : 'new CAs';
  const title = `make ${what} beside ${filesOf(input.authorities)}, and by it certificates for all`;
  return {id: 'prepare-ca', title, action: 'prepare-ca', input: {...input}};
}

export function noteStep(nodes: readonly NotedProcess[], runId: string): PlannedAction {
  return {
    id: 'note-processes',
    title: 'see that all members serve, and note which processes an abort would restart',
    action: 'note-processes',
    input: {nodes, token: `${runId}/abort`},
  };
}

export function trustBothSteps(authorities: readonly Authority[]): PlannedAction[] {
  return authorities.map(authority => ({
    id: `trust-both-cas:${authority}`,
    title: `put the new CA into ${fileOf(authority)}, beside the old one`,
    action: 'trust-both-cas',
    input: {authority},
  }));
}

const KNOWS = {'both-cas': 'it trusts both CAs', 'new-ca': 'it trusts the new CA alone'} as const;

/** One after the other; `phase` says which CAs they know from then on. */
export function rollSteps(
  nodes: readonly Pick<SpecNode, 'name' | 'role'>[],
  {runId, phase}: {runId: string; phase: keyof typeof KNOWS},
): PlannedAction[] {
  return nodes.map(({name, role}) => {
    const id = `restart-with-${phase}:${name}`;
    const why = role === 'gateway' ? 'the members are new to it' : KNOWS[phase];
    const input = {node: name, token: `${runId}/${id}`};
    return {id, title: `restart ${name}: ${why}`, action: 'roll-etcd', input};
  });
}

export function verifyTrustStep(authorities: readonly Authority[], oldRefused: boolean): PlannedAction {
  return {
    id: oldRefused ? 'verify-old-refused' : 'verify-new-trusted',
    title: oldRefused
      ? 'every node refuses what the old CA has signed'
      : 'every node takes certificates of the new CA',
    action: 'verify-trust',
    input: {authorities, oldRefused},
  };
}

export function replaceCertsSteps(
  authorities: readonly Authority[],
  nodes: readonly string[],
): PlannedAction[] {
  const ofNodes = nodes.map((node): PlannedAction => ({
    id: `replace-certs:${node}`,
    title: `put the certificates of ${node} by the new CA in place`,
    action: 'replace-certs',
    input: {authorities, node},
  }));
  if (!authorities.includes('ca')) return ofNodes;
  return [
    ...ofNodes,
    {
      id: 'replace-client-certs',
      title: 'put the certificates of clients by the new CA in place',
      action: 'replace-certs',
      input: {authorities},
    },
  ];
}

export function dropOldSteps(authorities: readonly Authority[]): PlannedAction[] {
  return authorities.map(authority => ({
    id: `drop-old-ca:${authority}`,
    title: `leave the new CA alone in ${fileOf(authority)}; the old one and its key are kept beside`,
    action: 'drop-old-ca',
    input: {authority},
    pointOfNoReturn: true,
  }));
}

export function verifyTlsStep(): PlannedAction {
  return {
    id: 'verify-tls',
    title: 'every certificate fits, and every handshake passes',
    action: 'verify-tls',
    input: {},
  };
}

export function clearStep(): PlannedAction {
  return {
    id: 'clear-prepared',
    title: 'remove the second copy of what was prepared',
    action: 'clear-prepared',
    input: {},
  };
}
