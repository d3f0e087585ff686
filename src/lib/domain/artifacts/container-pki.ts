import {posix} from 'node:path';

import {discoveryFilesOf} from '../discovery/client-files.js';
import {nodeTlsFiles, type NodeTlsFiles, type TlsFiles} from '../pki/tls-files.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import type {Mount} from './mount.js';

const CONTAINER_ROOT = '/etc/etcd';

/** Absolute paths are the same inside; an empty one stands for no file. */
function pathInside(path: string): string {
  return path === '' || path.startsWith('/') ? path : `${CONTAINER_ROOT}/${path}`;
}

function filesInside({certFile, keyFile, trustedCaFile}: TlsFiles): TlsFiles {
  return {
    certFile: pathInside(certFile),
    keyFile: pathInside(keyFile),
    trustedCaFile: pathInside(trustedCaFile),
  };
}

/** Whose files a role reads. */
function usedBy({role}: SpecNode, {server, peer, client}: NodeTlsFiles): TlsFiles[] {
  if (role === 'gateway') return [];
  return role === 'grpc-proxy' ? [server, client] : [server, peer];
}

/**
 * Certificates come in with their folder, so that a renewed one, which takes the place of the old, is seen inside. Of a
 * CA only the file does: beside it lies its key. What is for the first start alone comes in as files, too.
 * @param alone paths of such files
 */
function mountsOf(files: readonly TlsFiles[], alone: readonly string[]): Mount[] {
  const named = (paths: readonly string[]): string[] => [...new Set(paths)].filter(path => path !== '');
  const folders = named(files.flatMap(({certFile, keyFile}) => [certFile, keyFile])).map(path =>
    posix.dirname(path),
  );
  const sources = named([...folders, ...files.map(({trustedCaFile}) => trustedCaFile), ...alone]);
  const isCovered = (source: string): boolean => folders.some(folder => posix.dirname(source) === folder);
  return sources
    .filter(source => folders.includes(source) || !isCovered(source))
    .map(source => ({
      source,
      target: pathInside(source),
      relative: !source.startsWith('/'),
      readOnly: true,
    }));
}

/** Where a node in a container finds its certificates, and what must be mounted for it. */
export function containerPki(
  spec: ClusterSpec,
  node: SpecNode,
): {readonly files: NodeTlsFiles | undefined; readonly mounts: readonly Mount[]} {
  const files = nodeTlsFiles(spec, node);
  const alone = discoveryFilesOf(spec, node).map(({path}) => path);
  if (files === undefined) return {files, mounts: mountsOf([], alone)};
  const {server, peer, client} = files;
  return {
    files: {server: filesInside(server), peer: filesInside(peer), client: filesInside(client)},
    mounts: mountsOf(usedBy(node, files), alone),
  };
}

/** What a container is told of the certificates for a discovery service, which are mounted there. */
export function discoveryInside(spec: ClusterSpec, node: SpecNode): [setting: string, path: string][] {
  return discoveryFilesOf(spec, node).map(({kind, path}) => [`discovery-${kind}`, pathInside(path)]);
}
