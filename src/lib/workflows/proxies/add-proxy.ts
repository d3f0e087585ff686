import {v2Notice} from '../../domain/proxies/v2-notice.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {changedFiles, writeChangedFiles} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import type {SpecDraft} from './draft-spec.js';

function isFirstV2Proxy({nodes}: ClusterSpec, {role}: SpecNode): boolean {
  return role === 'v2-proxy' && !nodes.some(node => node.role === 'v2-proxy');
}

/**
 * Makes a proxy a node of the spec. The spec comes last: killed before that, certificates and files of a node that is
 * none yet do no harm, and the same command finds them as it would make them. The lock is the caller's.
 */
export async function addProxy(
  context: SpecContext,
  {node, before, text, after}: SpecDraft,
  askPassphrase: AskPassphrase,
): Promise<void> {
  const {adapters, loaded} = context;
  // Its own, and those of members that a new gateway gives a further name. A CA that cannot sign ends it here, with
  // nothing written.
  if (after.spec.tls.mode === 'ca')
    await issueCertificates({adapters, loaded: after}, {sans: [], dryRun: false, askPassphrase});
  if (text === before) return;
  await writeChangedFiles(context, await changedFiles(context, [loaded.spec], after.spec));
  await adapters.files.writeAtomic(loaded.path, text, {keepMode: true});
  const notice = isFirstV2Proxy(loaded.spec, node) ? v2Notice(after.spec) : undefined;
  if (notice !== undefined) adapters.progress.warn(notice);
  const isKnown = loaded.spec.nodes.some(({name}) => name === node.name);
  adapters.progress.note(`${node.name} is ${isKnown ? 'changed in' : 'a node of'} ${loaded.spec.cluster}`);
}
