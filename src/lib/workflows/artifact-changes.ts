import {join} from 'node:path';

import type {Artifact} from '../domain/artifacts/artifact.js';
import {planArtifacts} from '../domain/artifacts/plan-artifacts.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import type {ArtifactFormat} from '../domain/spec/vocabulary.js';
import {
  artifactTexts,
  DEFAULT_FORMATS,
  formatsWithConfig,
  type RenderedFile,
} from '../queries/render-artifacts.js';
import type {ClusterContext} from './cluster-run.js';
import {writeArtifact} from './write-artifact.js';

/** A file that is to be another one than it was. */
export interface ChangedFile extends RenderedFile {
  /** What stands there; undefined where nothing does. */
  readonly found: string | undefined;
  /** Somebody wrote into it, so that it is neither what it was nor what it is to be. */
  readonly isByHand: boolean;
}

/**
 * The files that do not follow yet from the new spec, config files also where they are not asked for.
 * @param befores a file that stands as any of them has it was not changed by hand
 */
export async function changedFiles(
  {adapters, loaded: {folder}}: ClusterContext,
  befores: readonly ClusterSpec[],
  after: ClusterSpec,
): Promise<ChangedFile[]> {
  const asked = after.formats ?? DEFAULT_FORMATS;
  const formats = formatsWithConfig(after);
  const plan = (spec: ClusterSpec, wanted: readonly ArtifactFormat[] = formats): Artifact[] =>
    planArtifacts({spec, folder, formats: wanted});
  const plansBefore = befores.map(before => new Map(plan(before).map(artifact => [artifact.path, artifact])));
  // Most stay as they are, and making their texts takes longer than all the rest. As JSON: the order of keys is that of
  // the lines.
  const differing = plan(after).filter(({path, body}) =>
    plansBefore.some(old => JSON.stringify(old.get(path)?.body) !== JSON.stringify(body)),
  );
  const [files, ...oldFiles] = await Promise.all(
    [differing, ...plansBefore.map(old => differing.flatMap(({path}) => old.get(path) ?? []))].map(
      artifacts => artifactTexts(adapters, artifacts),
    ),
  );
  const oldTexts = oldFiles.map(old => new Map(old.map(({path, text}) => [path, text])));
  const isWanted = new Set(plan(after, asked).map(({path}) => path));
  const changed = files!.filter(({path, text}) => oldTexts.some(old => old.get(path) !== text));
  const looked = await Promise.all(
    changed.map(async file => {
      const found = await adapters.files.readText(join(folder, file.path));
      const isByHand = found !== undefined && oldTexts.every(old => old.get(file.path) !== found);
      return {...file, found, isByHand};
    }),
  );
  // One that is as it is to be was written by a run that was killed later; one that `up` makes when a node starts, and
  // that the spec asks for in other formats only, need not be there.
  return looked.filter(
    ({found, text, path}) => found !== text && (found !== undefined || isWanted.has(path)),
  );
}

/** Writes what follows from the new spec, but never over what somebody has changed by hand. */
export async function writeChangedFiles(
  {adapters, loaded: {folder}}: ClusterContext,
  changed: readonly ChangedFile[],
): Promise<void> {
  for (const file of changed) {
    if (!file.isByHand) await writeArtifact(adapters, folder, file);
    else
      adapters.progress.warn(
        `${file.path} was changed by hand and is left as it is: etcdops render writes it anew`,
      );
  }
}
