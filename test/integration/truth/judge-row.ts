import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import type {Launch} from '../../../src/lib/domain/inputs/input.js';
import {judgeFiles} from '../../helpers/judge-files.js';

export interface JudgedRow {
  /** What real etcd is to run. */
  readonly launch: Launch;
  readonly findings: readonly Finding[];
}

/** Reads and judges the files of a row. Where it has a script, the others are only what that names. */
export async function judgeRow(
  files: Readonly<Record<string, string>>,
  {dir, version}: {dir: string; version: string},
): Promise<JudgedRow> {
  const inputs = 'run.sh' in files ? {inputs: ['run.sh']} : {};
  const {processes, findings} = await judgeFiles(files, {version, folder: dir, ...inputs});
  const [first] = processes;
  if (first === undefined) throw new Error(`nothing starts etcd in ${Object.keys(files).join(', ')}`);
  return {launch: first.launch, findings};
}
