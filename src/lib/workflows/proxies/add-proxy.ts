import {join} from 'node:path';

import {hasErrors} from '../../domain/findings/finding.js';
import {specFindings} from '../../domain/findings/spec-rules.js';
import {withNode} from '../../domain/proxies/proxy-node.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {OpsError} from '../../errors/ops-error.js';
import {loadSpec, type LoadedSpec} from '../../queries/load-spec.js';
import {renderArtifacts} from '../../queries/render-artifacts.js';
import type {SpecContext} from '../cluster-run.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {AskPassphrase} from '../pki/load-authority.js';

function assertValid(spec: ClusterSpec): void {
  const findings = specFindings(spec);
  if (!hasErrors(findings)) return;
  const errors = findings.filter(({severity}) => severity === 'error');
  throw new OpsError('E_USAGE', errors.map(({message}) => message).join('\n  '), {
    hints: [...new Set(errors.flatMap(({fix}) => fix ?? []))],
  });
}

/** Writes what follows from the new spec, but never over what somebody has changed by hand. */
async function writeArtifacts(
  {adapters, loaded: {folder}}: SpecContext,
  before: ClusterSpec,
  after: ClusterSpec,
): Promise<void> {
  const {files, progress} = adapters;
  const old = new Map(
    (await renderArtifacts(adapters, {spec: before, folder})).map(({path, text}) => [path, text]),
  );
  for (const {path, text, mode} of await renderArtifacts(adapters, {spec: after, folder})) {
    if (old.get(path) === text) continue;
    const target = join(folder, path);
    const found = await files.readText(target);
    if (found === text) continue;
    if (found !== undefined && found !== old.get(path)) {
      progress.warn(`${path} was changed by hand and is left as it is: etcdops render writes it anew`);
      continue;
    }
    await files.ensureDir(join(target, '..'));
    await files.writeAtomic(target, text, {mode});
  }
}

function saysEnableV2(before: ClusterSpec, {role}: SpecNode): boolean {
  return role === 'v2-proxy' && !before.nodes.some(node => node.role === 'v2-proxy');
}

/**
 * Makes a proxy a node of the spec: the spec first, then its files and certificates, each of which the same command
 * makes again where it was killed in between. The lock is the caller's.
 */
export async function addProxy(
  context: SpecContext,
  node: SpecNode,
  askPassphrase: AskPassphrase,
): Promise<LoadedSpec> {
  const {adapters, loaded} = context;
  const after = withNode(loaded.spec, node);
  assertValid(after);
  const at = loaded.spec.nodes.findIndex(({name}) => name === node.name);
  loaded.document.set(['nodes', at === -1 ? loaded.spec.nodes.length : at], node);
  await adapters.files.writeAtomic(loaded.path, loaded.document.toString());
  const reloaded = await loadSpec({...adapters, specFlag: loaded.path});
  await writeArtifacts(context, loaded.spec, reloaded.spec);
  // Its own, and those of members that a new gateway gives a further name.
  if (reloaded.spec.tls.mode === 'ca')
    await issueCertificates({adapters, loaded: reloaded}, {sans: [], dryRun: false, askPassphrase});
  if (saysEnableV2(loaded.spec, node)) {
    adapters.progress.warn(
      'the members get enable-v2 with their next restart (etcdops restart): without it the proxy has nothing to serve',
    );
  }
  adapters.progress.note(`${node.name} is a node of ${loaded.spec.cluster}`);
  return reloaded;
}
