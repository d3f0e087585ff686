import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import {unifiedDiff} from '../domain/text/unified-diff.js';
import type {ArtifactFormat} from '../domain/spec/vocabulary.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {renderArtifacts, type RenderedFile} from '../queries/render-artifacts.js';
import {writeArtifact} from './write-artifact.js';

export interface RenderedState {
  readonly path: string;
  readonly state: 'same' | 'differs' | 'missing';
}

export interface RenderResult {
  readonly files: readonly RenderedState[];
  /** A unified diff from what is on disk to what the spec gives; empty where nothing drifted. */
  readonly diff: string;
  readonly written: boolean;
}

export interface RenderOptions {
  readonly formats: readonly ArtifactFormat[] | undefined;
  /** Look, and write nothing. */
  readonly check: boolean;
}

type Renderer = Pick<Adapters, 'files' | 'yaml' | 'templates'>;

async function compare(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  {path, text}: RenderedFile,
): Promise<RenderedState & {diff: string}> {
  const found = await files.readText(join(folder, path));
  if (found === text) return {path, state: 'same', diff: ''};
  const diff = unifiedDiff({path, before: found ?? '', after: text, isNew: found === undefined});
  return {path, state: found === undefined ? 'missing' : 'differs', diff};
}

/** Writes the artifacts of the spec anew, or shows what would change. The lock is the caller's. */
export async function renderSpec(
  adapters: Renderer,
  {spec, folder}: Pick<LoadedSpec, 'spec' | 'folder'>,
  {formats, check}: RenderOptions,
): Promise<RenderResult> {
  const rendered = await renderArtifacts(adapters, {spec, folder, formats});
  const compared = await Promise.all(rendered.map(file => compare(adapters, folder, file)));
  const changed = rendered.filter((_, index) => compared[index]!.state !== 'same');
  if (!check) {
    for (const file of changed) await writeArtifact(adapters, folder, file);
  }
  return {
    files: compared.map(({path, state}) => ({path, state})),
    diff: compared.map(({diff}) => diff).join(''),
    written: !check && changed.length > 0,
  };
}
