import type {Finding} from '../domain/findings/finding.js';
import {checkSpec, type SpecReader} from './load-spec.js';

/** Judges the spec. `ok` is false where a finding is an error, or with `strict` also a warning. */
export async function validateSpec(
  reader: SpecReader,
  {strict}: {strict: boolean},
): Promise<{ok: boolean; findings: readonly Finding[]}> {
  const {findings} = await checkSpec(reader);
  const failing = findings.filter(({severity}) => severity === 'error' || (strict && severity === 'warning'));
  return {ok: failing.length === 0, findings};
}
