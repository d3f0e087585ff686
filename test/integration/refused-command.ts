import {lstatSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import {runCli, type CliOptions, type CliResult} from '../helpers/cli.js';
import {pidsOf} from '../helpers/processes.js';
import type {ErrorJson} from './observed-cluster.js';

/** Names, kinds, modes, sizes and contents of everything below a folder. */
export function snapshotOf(dir: string, prefix = ''): string[] {
  return readdirSync(join(dir, prefix))
    .sort()
    .flatMap(name => {
      const path = join(prefix, name);
      const stat = lstatSync(join(dir, path));
      const kind = stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
      const text = stat.isFile() && stat.size < 1e6 ? readFileSync(join(dir, path)).toString('base64') : '';
      const line = `${path} ${kind} ${stat.mode.toString(8)} ${kind === 'file' ? stat.size : ''} ${text}`;
      return stat.isDirectory() ? [line, ...snapshotOf(dir, path)] : [line];
    });
}

export interface Refusal {
  /** Where nothing may be written; also the working directory. */
  readonly dir: string;
  readonly exitCode?: number;
  readonly code?: string;
  /** What the message or its hints must name: the value and the fix. */
  readonly says: readonly (string | RegExp)[];
  readonly withinMs?: number;
  readonly options?: CliOptions;
}

const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

function assertRefusal({stdout, stderr, exitCode, durationMs}: CliResult, refusal: Refusal): void {
  expect([2, 3], stderr || stdout).toContain(exitCode);
  if (refusal.exitCode !== undefined) expect(exitCode, stderr || stdout).toBe(refusal.exitCode);
  expect(stderr).not.toMatch(/^ {4}at .*:\d+:\d+/m);
  expect(stdout + stderr).not.toMatch(CONTROL_CHARACTERS);
  if (refusal.withinMs !== undefined) expect(durationMs).toBeLessThan(refusal.withinMs);
}

/** What to write stands in the fix of each finding, or the message says what the value must be. */
function assertMessageHelps({details, message}: ErrorJson['error']): void {
  const findings = (details?.findings ?? []).filter(({severity}) => severity === 'error');
  const said = findings.length > 0 ? findings.map(({fix, message: text}) => fix ?? text) : [message];
  for (const text of said) expect(text).toMatch(HELPS);
}

const HELPS =
  /must|write|remove|use |did you mean|known keys|give |name |indent|bootstrap static|such as|add /;

/** Runs a command line as text and with --json: the same exit code, a message that helps, and nothing happened. */
export async function expectRefusal(args: readonly string[], refusal: Refusal): Promise<void> {
  const {dir, says, code} = refusal;
  const options: CliOptions = {cwd: dir, ...refusal.options};
  const before = snapshotOf(dir);

  const inText = await runCli(args, options);
  const inJson = await runCli([...args, '--json'], options);

  assertRefusal(inText, refusal);
  assertRefusal(inJson, refusal);
  expect(inJson.exitCode).toBe(inText.exitCode);
  expect(inText.stdout).toBe('');
  const {error, schemaVersion} = inJson.json<ErrorJson>();
  expect(schemaVersion).toBe(1);
  expect(error.exitCode).toBe(inJson.exitCode);
  if (code !== undefined) expect(error.code).toBe(code);
  // "validate shows all" is no way out; then each finding must have one.
  const ways = error.hints.filter(hint => hint !== 'etcdops validate shows all findings');
  if (ways.length === 0) assertMessageHelps(error);
  const said = [error.message, ...error.hints].join('\n');
  for (const word of says) {
    for (const text of [said, inText.stderr]) {
      if (typeof word === 'string') expect(text).toContain(word);
      else expect(text).toMatch(word);
    }
  }
  expect(snapshotOf(dir)).toEqual(before);
  expect(pidsOf(dir)).toEqual([]);
}
