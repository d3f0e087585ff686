import {systemClock} from '../../../src/lib/adapters/clock/clock.js';
import {etcdData} from '../../../src/lib/adapters/etcd-data/etcd-data.js';
import {factOfFile} from '../../../src/lib/adapters/files/file-facts.js';
import {inputFiles} from '../../../src/lib/adapters/files/input-files.js';
import {forge} from '../../../src/lib/adapters/forge/forge.js';
import type {Finding} from '../../../src/lib/domain/findings/finding.js';
import type {Launch} from '../../../src/lib/domain/inputs/input.js';
import {collectMachineFacts} from '../../../src/lib/queries/machine-facts.js';
import {judgeFiles} from '../../helpers/judge-files.js';

export interface JudgedRow {
  /** What real etcd is to run. */
  readonly launch: Launch;
  readonly findings: readonly Finding[];
}

const READERS = {clock: systemClock, inputFiles, forge: () => Promise.resolve(forge)};

/** Rows use no other addresses than loopback and names. */
const LOOPBACK = {ownAddresses: () => ['127.0.0.1', '::1']};

/** Reads and judges the files of a row, and what is in their folder. Where it has a script, the others are only what that names. */
export async function judgeRow(
  files: Readonly<Record<string, string>>,
  {dir, version}: {dir: string; version: string},
): Promise<JudgedRow> {
  const inputs = 'run.sh' in files ? {inputs: ['run.sh']} : {};
  const {processes, findings} = await judgeFiles(files, {
    version,
    folder: dir,
    facts: starts =>
      collectMachineFacts({cwd: dir, host: LOOPBACK, factOfFile, etcdData, ...READERS}, starts),
    ...inputs,
  });
  const [first] = processes;
  if (first === undefined) throw new Error(`nothing starts etcd in ${Object.keys(files).join(', ')}`);
  return {launch: first.launch, findings};
}
