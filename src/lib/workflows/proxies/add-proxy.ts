import {join} from 'node:path';

import {v2Notice} from '../../domain/proxies/v2-notice.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {
  DEFAULT_FORMATS,
  renderArtifacts,
  type RenderedFile,
  type RenderInput,
} from '../../queries/render-artifacts.js';
import type {SpecContext} from '../cluster-run.js';
import {issueCertificates} from '../pki/issue-certificates.js';
import type {AskPassphrase} from '../pki/load-authority.js';
import type {SpecDraft} from './draft-spec.js';

/** A file with its text from before; undefined where there was none. */
interface ChangedFile extends RenderedFile {
  readonly old: string | undefined;
  /** It is one that `up` makes when a node starts, which the spec asks for in other formats only. */
  readonly onlyIfThere: boolean;
}

/** Config files come along also where they are not asked for: those that are there would stay as they were. */
async function changedFiles(
  {adapters, loaded: {folder}}: SpecContext,
  before: ClusterSpec,
  after: ClusterSpec,
): Promise<ChangedFile[]> {
  const asked = after.formats ?? DEFAULT_FORMATS;
  const formats = [...new Set([...asked, 'config' as const])];
  const render = (input: Omit<RenderInput, 'folder'>): Promise<RenderedFile[]> =>
    renderArtifacts(adapters, {...input, folder});
  const [old, files, wanted] = await Promise.all([
    render({spec: before, formats}),
    render({spec: after, formats}),
    render({spec: after, formats: asked}),
  ]);
  const oldText = new Map(old.map(({path, text}) => [path, text]));
  const isWanted = new Set(wanted.map(({path}) => path));
  return files
    .map(file => ({...file, old: oldText.get(file.path), onlyIfThere: !isWanted.has(file.path)}))
    .filter(file => file.old !== file.text);
}

/** Writes what follows from the new spec, but never over what somebody has changed by hand. */
async function writeArtifacts(context: SpecContext, before: ClusterSpec, after: ClusterSpec): Promise<void> {
  const {files, progress} = context.adapters;
  for (const {path, text, mode, old, onlyIfThere} of await changedFiles(context, before, after)) {
    const target = join(context.loaded.folder, path);
    const found = await files.readText(target);
    // Of a run that was killed before it wrote the spec.
    if (found === text || (found === undefined && onlyIfThere)) continue;
    if (found !== undefined && found !== old) {
      progress.warn(`${path} was changed by hand and is left as it is: etcdops render writes it anew`);
      continue;
    }
    await files.ensureDir(join(target, '..'));
    await files.writeAtomic(target, text, {mode});
  }
}

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
  await writeArtifacts(context, loaded.spec, after.spec);
  await adapters.files.writeAtomic(loaded.path, text, {keepMode: true});
  const notice = isFirstV2Proxy(loaded.spec, node) ? v2Notice(after.spec) : undefined;
  if (notice !== undefined) adapters.progress.warn(notice);
  const isKnown = loaded.spec.nodes.some(({name}) => name === node.name);
  adapters.progress.note(`${node.name} is ${isKnown ? 'changed in' : 'a node of'} ${loaded.spec.cluster}`);
}
