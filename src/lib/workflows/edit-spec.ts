import {isDeepStrictEqual} from 'node:util';

import type {Adapters} from '../adapters/adapters.js';
import type {YamlDocument} from '../adapters/yaml/yaml.js';
import {specEdits, type SpecEdit} from '../domain/spec/node-edits.js';
import type {ClusterSpec} from '../domain/spec/schema.js';
import {OpsError} from '../errors/ops-error.js';
import {checkSpecText, type CheckedSpec, type LoadedSpec} from '../queries/load-spec.js';

/** The text of a spec as it is to be, judged and not written yet. */
export interface EditedSpec {
  /** The text on disk. */
  readonly before: string;
  readonly text: string;
  readonly checked: CheckedSpec;
}

function apply(document: YamlDocument, edits: readonly SpecEdit[]): string {
  for (const {path, value} of edits) {
    if (value === undefined) document.delete(path);
    else document.set(path, value);
  }
  return document.toString();
}

function referred(file: string, what: string, cause?: unknown): OpsError {
  return new OpsError('E_USAGE', `${file}: ${what} has references (*name) in it, or is referred to`, {
    cause,
    hints: ['write the values out where the references stand, then the same line again'],
  });
}

/**
 * The text on disk with what makes another spec of it; all else stays as somebody wrote it. Throws E_USAGE where
 * references between its values would make something else of it.
 * @param what is changed, for the message
 */
export async function editSpec(
  {files, yaml}: Pick<Adapters, 'files' | 'yaml'>,
  {spec, path, file}: Pick<LoadedSpec, 'spec' | 'path' | 'file'>,
  {after, what}: {after: ClusterSpec; what: string},
): Promise<EditedSpec> {
  const before = (await files.readText(path)) ?? '';
  const edits = specEdits(spec, after);
  let text: string;
  try {
    text = edits.length === 0 ? before : apply((await yaml()).parse(before), edits);
  } catch (error) {
    throw referred(file, what, error);
  }
  const checked = await checkSpecText({yaml}, {path, file, text});
  // A value that others refer to would change them too.
  if (checked.spec !== undefined && !isDeepStrictEqual(checked.spec, after)) throw referred(file, what);
  return {before, text, checked};
}
