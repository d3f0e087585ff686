import type {Adapters} from '../adapters/adapters.js';
import type {TemplateContexts} from '../adapters/templates/contexts.js';
import type {Artifact, ArtifactTemplate} from '../domain/artifacts/artifact.js';
import {planArtifacts} from '../domain/artifacts/plan-artifacts.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import type {ArtifactFormat} from '../domain/spec/vocabulary.js';

/** A file with its text, ready to be written or compared. */
export interface RenderedFile {
  /** Relative to the folder of the spec. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

/** A file whose text is made when its turn to be written comes: others are on their way to the disk meanwhile. */
export interface PendingFile {
  readonly path: string;
  readonly mode: number;
  readonly text: () => string | Promise<string>;
}

export const DEFAULT_FORMATS: readonly ArtifactFormat[] = ['config', 'procfile'];

/** What the spec asks for, and config files also where it does not: those that are there would stay as they were. */
export function formatsWithConfig({formats}: ClusterSpec): ArtifactFormat[] {
  return [...new Set<ArtifactFormat>([...(formats ?? DEFAULT_FORMATS), 'config'])];
}

export interface RenderInput {
  readonly spec: ClusterSpec;
  readonly folder: string;
  /** Default: the spec's, else config and procfile. */
  readonly formats?: readonly ArtifactFormat[] | undefined;
}

type Renderer = Pick<Adapters, 'yaml' | 'templates'>;

/** Each artifact, its text still to be made. */
async function pendingArtifacts(
  {yaml, templates}: Renderer,
  artifacts: readonly Artifact[],
): Promise<{path: string; mode: number; text: () => string}[]> {
  const writer = await yaml();
  const engine = artifacts.some(({body}) => body.kind === 'template') ? await templates() : undefined;
  const textOf = ({body}: Artifact): string => {
    switch (body.kind) {
      case 'yaml':
        return writer.stringify(body.value, {comment: body.comment, compact: body.compact ?? false});
      case 'template':
        // The context is checked against the template's own schema when it is rendered.
        return engine!.render(body.template, body.context as TemplateContexts[ArtifactTemplate]);
      case 'text':
        return body.text;
    }
  };
  return artifacts.map(artifact => ({
    path: artifact.path,
    mode: artifact.mode,
    text: () => textOf(artifact),
  }));
}

/** The text of each artifact. */
export async function artifactTexts(
  renderer: Renderer,
  artifacts: readonly Artifact[],
): Promise<RenderedFile[]> {
  const pending = await pendingArtifacts(renderer, artifacts);
  return pending.map(({path, mode, text}) => ({path, mode, text: text()}));
}

/** Every artifact of a spec, for whoever writes them all. */
export async function artifactsToWrite(
  renderer: Renderer,
  {spec, folder, formats = spec.formats ?? DEFAULT_FORMATS}: RenderInput,
): Promise<PendingFile[]> {
  return pendingArtifacts(renderer, planArtifacts({spec, folder, formats}));
}

/** The text of every artifact of a spec. Nothing is written. */
export async function renderArtifacts(
  renderer: Renderer,
  {spec, folder, formats = spec.formats ?? DEFAULT_FORMATS}: RenderInput,
): Promise<RenderedFile[]> {
  return artifactTexts(renderer, planArtifacts({spec, folder, formats}));
}
