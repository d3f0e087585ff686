import type {Authority} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities} from '../../domain/pki/planned-certificates.js';
import {OpsError} from '../../errors/ops-error.js';
import type {ClusterContext} from '../cluster-run.js';
import type {SigningAuthority} from './issue-certificate.js';
import {loadAuthority, type AskPassphrase} from './load-authority.js';

/** Whoever signs has the CA of this cluster; with another TLS mode there is none. */
export function assertOwnCa({loaded: {spec}}: ClusterContext): void {
  const {mode} = spec.tls;
  if (mode === 'ca') return;
  const hints =
    mode === 'external'
      ? ['the certificates of this cluster are made elsewhere: etcdops tls list, etcdops tls verify']
      : ['a cluster with an own CA: etcdops bootstrap static --tls ca'];
  throw new OpsError(
    'E_CA_MISSING',
    `the spec says tls mode: ${mode}, so this cluster has no CA of its own`,
    {hints},
  );
}

/** Loads each CA once, when the first certificate of it is signed. */
export function authorityLoader(
  context: ClusterContext,
  askPassphrase: AskPassphrase,
): (authority: Authority) => Promise<SigningAuthority> {
  const loaded = new Map<Authority, Promise<SigningAuthority>>();
  return authority => {
    let found = loaded.get(authority);
    if (found === undefined) {
      const planned = plannedAuthorities(context.loaded.spec).find(row => row.authority === authority)!;
      loaded.set(authority, (found = loadAuthority(context, planned, askPassphrase)));
    }
    return found;
  };
}
