import {changeSpec, type SpecChange} from '../domain/spec/spec-change.js';
import {fixesOf} from '../domain/findings/finding.js';
import {OpsError} from '../errors/ops-error.js';
import type {SpecContext} from './cluster-run.js';
import {editSpec} from './edit-spec.js';

/**
 * Writes the nodes of the spec that are to be otherwise; all else stays as it stands there.
 * @param how what was planned, see `changeNodes`; and the token, where that is to be another one
 * @throws E_SPEC_INVALID where the next command could not read what would be written
 */
export async function writeSpecChanges(
  {adapters, loaded}: SpecContext,
  changes: readonly SpecChange[],
  {planned, token}: {readonly planned: readonly SpecChange[]; readonly token?: string | undefined},
): Promise<void> {
  const names = changes.map(change => ('put' in change ? change.put.name : change.drop));
  const what = [...(token === undefined ? [] : ['the token']), ...names].join(', ');
  const changed = changeSpec(loaded.spec, changes, planned);
  const after = token === undefined ? changed : {...changed, token};
  const {before, text, checked} = await editSpec(adapters, loaded, {after, what});
  const errors = checked.findings.filter(({severity}) => severity === 'error');
  if (errors.length > 0) {
    throw new OpsError('E_SPEC_INVALID', errors.map(({message}) => message).join('\n  '), {
      hints: fixesOf(errors),
    });
  }
  if (text !== before) await adapters.files.writeAtomic(loaded.path, text, {keepMode: true});
}
