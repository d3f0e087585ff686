import {restartRefusal} from '../../../domain/cluster/restart-rules.js';
import type {ClusterStatus} from '../../../domain/cluster/judge.js';
import {isOnThisMachine} from '../../../domain/nodes/locality.js';
import {livesInFolder, remoteConfigDirOf} from '../../../domain/layout/layout.js';
import {authorityBase, certificateFile, type Authority} from '../../../domain/pki/pki-layout.js';
import {hasLeavesOf, rotationLines} from '../../../domain/pki/rotation.js';
import {unitName} from '../../../domain/artifacts/plan-artifacts.js';
import {bracketed} from '../../../domain/nodes/hosts.js';
import type {ClusterSpec, SpecNode} from '../../../domain/spec/schema.js';
import type {TlsMode} from '../../../domain/spec/vocabulary.js';
import type {Refusal} from '../../runs/workflow.js';

const INSTEAD: Readonly<Record<Exclude<TlsMode, 'ca'>, readonly string[]>> = {
  none: [
    'a cluster with a CA of its own: etcdops bootstrap static --tls ca',
    'etcdops tls list shows what there is',
  ],
  auto: [
    'nobody vouches for the certificates that etcd makes for itself, so there is no CA to change',
    'new ones: move the folder fixtures out of the data directory of a node, then etcdops restart NODE',
  ],
  external: [
    'put the new CA beside the old one in the file that tls.trustedCaFile names, then etcdops restart',
    'put certificates of the new CA in place where the old ones are, then etcdops tls verify',
    'take the old CA out of that file, then etcdops restart',
  ],
};

/** Where the CA is none of ours. */
export function modeRefusals({tls: {mode}}: Pick<ClusterSpec, 'tls'>): Refusal[] {
  if (mode === 'ca') return [];
  const message = `the spec says tls mode: ${mode}, so this cluster has no CA that etcdops could put another in place of`;
  return [{code: 'E_UNSUPPORTED', message, hints: INSTEAD[mode]}];
}

/** A CA that the spec does not ask for. */
export function onlyRefusals({tls}: Pick<ClusterSpec, 'tls'>, only: Authority | undefined): Refusal[] {
  if (only !== 'peer-ca' || tls.peerCa === 'separate') return [];
  return [
    {
      code: 'E_USAGE',
      message: '--only peer-ca: the peers of this cluster have no CA of their own',
      hints: ['etcdops tls rotate-ca'],
    },
  ];
}

function remoteLines(spec: ClusterSpec, node: SpecNode): string[] {
  const dir = livesInFolder(node) ? 'where they stand there' : `${remoteConfigDirOf(node.name)}/`;
  return [
    `for ${node.name} after each line: its files of pki/ to ${bracketed(node.host)}:${dir}, then`,
    `  ssh ${node.host} sudo systemctl restart ${unitName(spec, node)}`,
  ];
}

/** By hand all the way: a node that is left out would be locked out. */
export function remoteRefusals(
  spec: ClusterSpec,
  authorities: readonly Authority[],
  ownAddresses: readonly string[],
): Refusal[] {
  const remote = spec.nodes.filter(
    node => hasLeavesOf(spec, node, authorities) && !isOnThisMachine(spec, node, ownAddresses),
  );
  if (remote.length === 0) return [];
  const names = remote.map(({name, host}) => `${name} (${host})`).join(', ');
  return [
    {
      code: 'E_REMOTE_NODE',
      message: `on another machine, where this release cannot restart anything: ${names}`,
      hints: [
        ...authorities.flatMap(authority => rotationLines(authorityBase(authority))),
        ...remote.flatMap(node => remoteLines(spec, node)),
        ...authorities.map(authority => {
          const file = certificateFile(authorityBase(authority));
          return `at last, once all have certificates of the new CA: take the old one out of ${file}, and the same again`;
        }),
      ],
    },
  ];
}

function isMember({role}: ClusterStatus['nodes'][number]): boolean {
  return role === 'member' || role === 'learner';
}

/** Every member has to be well: each is going to be stopped, twice. */
export function healthRefusals({nodes}: ClusterStatus, authorities: readonly Authority[]): Refusal[] {
  const ill = nodes.filter(node => isMember(node) && !node.healthy);
  if (ill.length > 0) {
    const each = ill.map(({name, error = 'is not healthy'}) => `${name} ${error}`);
    return [{code: 'E_PREFLIGHT', message: each.join('; '), hints: ['etcdops status', 'etcdops up']}];
  }
  const first = nodes.find(node => node.role === 'member');
  const refusal = first && restartRefusal({nodes}, first.name);
  if (refusal === undefined) return [];
  const withGap = 'etcdops down --yes; etcdops up';
  return [
    {
      code: 'E_QUORUM',
      message: refusal,
      hints: [
        'with an interruption at each restart, by hand:',
        ...authorities.flatMap(authority => rotationLines(authorityBase(authority), withGap)),
      ],
    },
  ];
}

/** Whose process is not ours to restart, or is not to be seen. */
export function processRefusals(
  nodes: readonly SpecNode[],
  managedBy: ReadonlyMap<string, 'etcdops' | 'other'>,
): Refusal[] {
  const others = nodes.filter(({name}) => managedBy.get(name) === 'other').map(({name}) => name);
  const unseen = nodes.filter(({role, name}) => role === 'member' && !managedBy.has(name));
  const refusals: Refusal[] = [];
  if (others.length > 0) {
    refusals.push({
      code: 'E_PREFLIGHT',
      message: `${others.join(', ')}: started by something else, which would have to restart it`,
      hints: ['stop it with what started it (honcho, systemctl, docker), then: etcdops up'],
    });
  }
  if (unseen.length > 0) {
    refusals.push({
      code: 'E_PREFLIGHT',
      message: `${unseen.map(({name}) => name).join(', ')}: no process of it is to be seen on this machine`,
      hints: ['etcdops status', 'etcdops up'],
    });
  }
  return refusals;
}
