import {resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {EtcdCredentials} from '../adapters/etcd-api/etcd-api.js';
import type {TlsIdentity} from '../adapters/http/tls-identity.js';
import {livesInFolder} from '../domain/layout/layout.js';
import {membersOf} from '../domain/nodes/node-urls.js';
import {adminTlsFiles, nodeTlsFiles, type TlsFiles} from '../domain/pki/tls-files.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from './load-spec.js';
import {once} from './once.js';

type Place = Pick<LoadedSpec, 'spec' | 'folder'>;

/** Far more than any bundle of CAs has. */
const MAX_PEM_BYTES = 1024 * 1024;

/** What mends a file that is missing. */
function mending(spec: ClusterSpec): string[] {
  return spec.tls.mode === 'ca'
    ? ['etcdops tls issue makes what is missing', 'or bring the folder pki/ back from where it was made']
    : ['name the files in the block tls of the spec'];
}

async function readPem(
  {files}: Pick<Adapters, 'files'>,
  {spec, folder}: Place,
  path: string,
): Promise<string> {
  const text = await files.readText(resolve(folder, path), MAX_PEM_BYTES);
  if (text !== undefined) return text;
  throw new OpsError('E_CERT_INVALID', `${path} is missing, and the cluster speaks TLS`, {
    hints: mending(spec),
  });
}

export async function readIdentity(
  adapters: Pick<Adapters, 'files'>,
  place: Place,
  {certFile, keyFile, trustedCaFile}: TlsFiles,
): Promise<TlsIdentity> {
  const read = (path: string): Promise<string | undefined> =>
    path === '' ? Promise.resolve(undefined) : readPem(adapters, place, path);
  const [ca, cert, key] = await Promise.all([trustedCaFile, certFile, keyFile].map(read));
  return {
    ...(ca === undefined ? {} : {ca}),
    ...(cert === undefined || key === undefined ? {} : {cert, key}),
    verify: true,
  };
}

/** Peer ports may believe a CA of their own: there a member of this folder speaks. */
function peerFiles({spec}: Place): TlsFiles | undefined {
  const here = membersOf(spec).find(livesInFolder);
  return here === undefined ? adminTlsFiles(spec) : nodeTlsFiles(spec, here)?.peer;
}

/** What a cluster with TLS wants to see of us; undefined where it has none. */
function credentialsOf(adapters: Pick<Adapters, 'files'>, place: Place): EtcdCredentials | undefined {
  const {mode} = place.spec.tls;
  if (mode === 'none') return undefined;
  const identity = (files: TlsFiles | undefined): (() => Promise<TlsIdentity>) =>
    once(() =>
      files === undefined ? Promise.resolve({verify: false}) : readIdentity(adapters, place, files),
    );
  return {client: identity(adminTlsFiles(place.spec)), peer: identity(peerFiles(place))};
}

/** The same adapters, whose calls to etcd show the certificates of the cluster; a user that asks goes on asking. */
export function withAccess<A extends Pick<Adapters, 'files' | 'etcdApi'>>(adapters: A, place: Place): A {
  const credentials = credentialsOf(adapters, place);
  return credentials === undefined ? adapters : {...adapters, etcdApi: adapters.etcdApi.as(credentials)};
}
