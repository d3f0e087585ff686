import {isIP} from 'node:net';

import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {livesInFolder, remoteConfigFileOf} from '../layout/layout.js';
import {unitName} from '../artifacts/plan-artifacts.js';
import {isLoopback} from './hosts.js';

/** Whether a node is to run on the machine with these addresses, from the folder of the spec. */
export function isOnThisMachine(
  node: Pick<SpecNode, 'host' | 'dataDir'>,
  ownAddresses: readonly string[],
): boolean {
  return isLoopback(node.host) || (ownAddresses.includes(node.host) && livesInFolder(node));
}

/** scp takes the first colon for the end of the host; brackets keep those of an IPv6 address together. */
function scpTarget(host: string): string {
  return isIP(host) === 6 ? `'[${host}]:'` : `${host}:`;
}

/** What a person types to do by hand what etcdops cannot do on another machine yet. */
export function remoteStartLines(spec: ClusterSpec, node: SpecNode): string[] {
  const unit = unitName(spec, node);
  const config = remoteConfigFileOf(node.name);
  return [
    `scp nodes/${node.name}/etcd.yaml nodes/${node.name}/${unit} ${scpTarget(node.host)}`,
    `ssh ${node.host} 'id etcd >/dev/null 2>&1 || sudo useradd --system --shell /usr/sbin/nologin etcd;` +
      ` sudo install -D -m 0644 etcd.yaml ${config} && sudo install -m 0644 ${unit} /etc/systemd/system/ &&` +
      ` sudo systemctl daemon-reload && sudo systemctl enable --now --no-block ${unit}'`,
  ];
}
