import {resolve} from 'node:path';

import {clientUrlOf, votersOf} from '../domain/nodes/node-urls.js';
import {adminTlsFiles} from '../domain/pki/tls-files.js';
import type {LoadedSpec} from './load-spec.js';

/** Certificates that etcd made for itself are signed by nobody else; up to 3.5 the second line is what the first needs. */
const UNVERIFIED = {ETCDCTL_INSECURE_SKIP_TLS_VERIFY: 'true', ETCDCTL_INSECURE_TRANSPORT: 'false'};

/** What etcdctl needs to reach the cluster from any folder, as the variables that it reads. */
export function etcdctlVariables({
  spec,
  folder,
}: Pick<LoadedSpec, 'spec' | 'folder'>): Record<string, string> {
  const endpoints = votersOf(spec).map(member => clientUrlOf(spec, member));
  const {trustedCaFile = '', certFile = '', keyFile = ''} = adminTlsFiles(spec) ?? {};
  const paths = [
    ['ETCDCTL_CACERT', trustedCaFile],
    ['ETCDCTL_CERT', certFile],
    ['ETCDCTL_KEY', keyFile],
  ].filter(([, path]) => path !== '') as [string, string][];
  return {
    ETCDCTL_ENDPOINTS: endpoints.join(','),
    ...Object.fromEntries(paths.map(([name, path]) => [name, resolve(folder, path)])),
    ...(spec.tls.mode === 'auto' ? UNVERIFIED : {}),
  };
}
