import {join} from 'node:path';

import {startedAnew} from '../../domain/spec/node-edits.js';
import {ARTIFACT_FORMATS} from '../../domain/spec/vocabulary.js';
import {renderArtifacts} from '../../queries/render-artifacts.js';
import type {SpecContext} from '../cluster-run.js';
import {editSpec, type EditedSpec} from '../edit-spec.js';
import type {Binder} from './actions.js';

/** The spec as it is to be. Throws where a person would have to write it. */
export async function specWithToken(
  cluster: SpecContext,
  token: string,
  discoveryUrl?: string,
): Promise<EditedSpec> {
  const {adapters, loaded} = cluster;
  return editSpec(adapters, loaded, {
    after: startedAnew(loaded.spec, token, discoveryUrl),
    what: 'what begins anew',
  });
}

/**
 * Whatever format a file was rendered for; who joined the old cluster begins the new one. The spec first: killed after
 * it, `up` sees that the config files name another token and writes them anew.
 */
export const writeToken: Binder<'write-token'> = (context, {token, discoveryUrl}) => ({
  check: () => Promise.resolve('todo'),
  async run() {
    const cluster = await context.cluster();
    const {adapters, loaded} = cluster;
    const {files} = adapters;
    const {text} = await specWithToken(cluster, token, discoveryUrl);
    await files.writeAtomic(loaded.path, text, {keepMode: true});
    const spec = startedAnew(loaded.spec, token, discoveryUrl);
    const rendered = await renderArtifacts(adapters, {
      spec,
      folder: context.folder,
      formats: ARTIFACT_FORMATS,
    });
    for (const {path, text: artifact, mode} of rendered) {
      const target = join(context.folder, path);
      if (await files.exists(target)) await files.writeAtomic(target, artifact, {mode});
    }
  },
});
