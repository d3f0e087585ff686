import {isIP} from 'node:net';
import {posix} from 'node:path';

import {discoveryFilesOf} from '../discovery/client-files.js';
import {shellQuote} from '../text/shell-quote.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {remoteConfigFileOf, startsInFolder} from '../layout/layout.js';
import {authorityBase, certificateFile, keyFile} from '../pki/pki-layout.js';
import {nodeCertificates} from '../pki/planned-certificates.js';
import {unitName} from '../artifacts/plan-artifacts.js';
import {readsConfigFile} from '../artifacts/process-files.js';
import {isLoopback} from './hosts.js';

/** Whether a node of the spec is to run on the machine with these addresses, from the folder of the spec. */
export function isOnThisMachine(
  spec: Pick<ClusterSpec, 'nodes'>,
  node: Pick<SpecNode, 'role' | 'host' | 'dataDir'>,
  ownAddresses: readonly string[],
): boolean {
  return isLoopback(node.host) || (ownAddresses.includes(node.host) && startsInFolder(spec, node));
}

/** scp takes the first colon for the end of the host; brackets keep those of an IPv6 address together. */
function scpTarget(host: string, path = ''): string {
  return isIP(host) === 6 ? `'[${host}]:${path}'` : `${host}:${path}`;
}

/** The files of a node with an own CA, by their names below `pki/`. The key of the CA stays where it is. */
function pkiFiles(spec: ClusterSpec, node: SpecNode): {certificates: string[]; keys: string[]} {
  if (spec.tls.mode !== 'ca') return {certificates: [], keys: []};
  const own = nodeCertificates(spec, node);
  const authorities = new Set(['ca', ...own.map(({authority}) => authority)] as const);
  return {
    certificates: [
      ...[...authorities].map(authority => certificateFile(authorityBase(authority))),
      ...own.map(({base}) => certificateFile(base)),
    ],
    keys: own.map(({base}) => keyFile(base)),
  };
}

function baseNames(paths: readonly string[]): string {
  return paths.map(path => posix.basename(path)).join(' ');
}

/** Into the folder of the config file, keys for etcd alone; what lay in the home folder goes. */
function installPki({certificates, keys}: {certificates: string[]; keys: string[]}, folder: string): string {
  if (keys.length === 0) return '';
  return (
    ` sudo install -o etcd -m 0644 ${baseNames(certificates)} ${folder}/ &&` +
    ` sudo install -o etcd -m 0600 ${baseNames(keys)} ${folder}/ && rm -f ${baseNames(keys)} &&`
  );
}

/** What the member is to show to the discovery service: copied one by one, since each gets another name there. */
function discoveryLines(spec: ClusterSpec, node: SpecNode): {copies: string[]; install: string} {
  const files = discoveryFilesOf(spec, node).map(({kind, source, path}) => {
    const name = posix.basename(path);
    const isKey = kind === 'key';
    return {
      copy: `scp ${shellQuote(source)} ${scpTarget(node.host, name)}`,
      install: ` sudo install -o etcd -m ${isKey ? '0600' : '0644'} ${name} ${path} &&${isKey ? ` rm -f ${name} &&` : ''}`,
    };
  });
  return {copies: files.map(({copy}) => copy), install: files.map(({install}) => install).join('')};
}

/** A config file with a password is for etcd alone. */
function modeOfConfig({bootstrap}: ClusterSpec): string {
  const isSecret = bootstrap.method === 'discovery' && bootstrap.client?.password !== undefined;
  return isSecret ? '-o etcd -m 0600' : '-m 0644';
}

/** What a person types to do by hand what etcdops cannot do on another machine yet. */
export function remoteStartLines(spec: ClusterSpec, node: SpecNode): string[] {
  const unit = unitName(spec, node);
  const config = remoteConfigFileOf(node.name);
  const pki = pkiFiles(spec, node);
  const discovery = discoveryLines(spec, node);
  // A gateway and a gRPC proxy have all that they are told in their unit.
  const configFiles = readsConfigFile(node) ? [`nodes/${node.name}/etcd.yaml`] : [];
  const files = [...configFiles, `nodes/${node.name}/${unit}`, ...pki.certificates, ...pki.keys];
  return [
    `scp ${files.join(' ')} ${scpTarget(node.host)}`,
    ...discovery.copies,
    `ssh ${node.host} 'id etcd >/dev/null 2>&1 || sudo useradd --system --shell /usr/sbin/nologin etcd;` +
      (configFiles.length > 0
        ? ` sudo install -D ${modeOfConfig(spec)} etcd.yaml ${config} &&`
        : ` sudo install -d ${posix.dirname(config)} &&`) +
      installPki(pki, posix.dirname(config)) +
      discovery.install +
      ` sudo install -m 0644 ${unit} /etc/systemd/system/ &&` +
      ` sudo systemctl daemon-reload && sudo systemctl enable --now --no-block ${unit}'`,
  ];
}
