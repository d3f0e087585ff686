import {join} from 'node:path';

import {planArtifacts} from '../../domain/artifacts/plan-artifacts.js';
import {nodeDir} from '../../domain/layout/layout.js';
import {judgeFile} from '../../domain/proxies/sync.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {ARTIFACT_FORMATS} from '../../domain/spec/vocabulary.js';
import {artifactTexts} from '../../queries/render-artifacts.js';
import type {ChangedFile} from '../artifact-changes.js';
import type {SpecContext} from '../cluster-run.js';

/** Of the node alone, or of all nodes together. */
function isAbout({name}: SpecNode, path: string): boolean {
  return path.startsWith(`${nodeDir(name)}/`) || !path.includes('/');
}

/**
 * The files of a proxy, of whatever format, that name other endpoints than the spec that is to be. What is not there is
 * for `render` and `up` to make.
 */
export async function endpointFiles(
  {adapters, loaded: {folder}}: SpecContext,
  after: ClusterSpec,
  node: SpecNode,
): Promise<ChangedFile[]> {
  const artifacts = planArtifacts({spec: after, folder, formats: ARTIFACT_FORMATS});
  const found = new Map<string, string>();
  for (const {path} of artifacts.filter(artifact => isAbout(node, artifact.path))) {
    const text = await adapters.files.readText(join(folder, path));
    if (text !== undefined) found.set(path, text);
  }
  const wanted = await artifactTexts(
    adapters,
    artifacts.filter(({path}) => found.has(path)),
  );
  const judged = wanted.map(file => {
    const text = found.get(file.path)!;
    return {...file, found: text, verdict: judgeFile(text, file.text)};
  });
  return judged
    .filter(({verdict}) => verdict !== 'in-step')
    .map(({verdict, ...file}) => ({...file, isByHand: verdict === 'by-hand'}));
}
