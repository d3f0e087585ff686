import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import {runCli, type CliOptions, type CliResult} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Nobody waits longer for a verdict on bad input, whatever it is; a second on a machine with nothing else to do. */
const ANSWER_MS = 5000;
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

const STACK = /^ {4}at .*:\d+:\d+|E_BUG/m;
/** All control characters but line breaks; `ESC` is one of them. */
const CONTROL_CHARACTERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

export interface JudgedCommand extends CliResult {
  /** The most memory that the process had. */
  readonly memoryBytes: number;
}

/** Runs the built command, and has it write down at its end how much memory it took. */
export async function runMeasured(args: readonly string[], options: CliOptions = {}): Promise<JudgedCommand> {
  const dir = tempDir('memory');
  const [probe, figure] = [join(dir, 'probe.cjs'), join(dir, 'figure')];
  writeFileSync(
    probe,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(figure)}, String(process.resourceUsage().maxRSS)));`,
  );
  const env = {...options.env, NODE_OPTIONS: `--require=${probe}`};
  const result = await runCli(args, {...options, env});
  return {...result, memoryBytes: Number(readFileSync(figure, 'utf8')) * 1024};
}

interface FoundJson {
  readonly ok: boolean;
  readonly findings: readonly {readonly rule: string; readonly severity: string; readonly file: string}[];
}

export interface Verdict {
  readonly exitCode: number;
  /** The ids of all findings, once each, sorted. */
  readonly rules: readonly string[];
  readonly findings: FoundJson['findings'];
  readonly text: string;
}

/** Whatever the input: no stack, nothing raw on the terminal, in time, and within its memory. */
function assertBearable(
  args: readonly string[],
  {stdout, stderr, durationMs, memoryBytes}: JudgedCommand,
): void {
  const command = args.join(' ').slice(0, 200);
  expect(stdout + stderr, command).not.toMatch(STACK);
  expect(stdout + stderr, command).not.toMatch(CONTROL_CHARACTERS);
  expect(durationMs, command).toBeLessThan(ANSWER_MS);
  expect(memoryBytes, command).toBeLessThan(MAX_MEMORY_BYTES);
}

/** Validates paths for people and for programs; with `reports` also for CI. All say the same. */
export async function validated(
  paths: readonly string[],
  {reports = false, ...options}: CliOptions & {readonly reports?: boolean} = {},
): Promise<Verdict> {
  const run = async (...more: string[]): Promise<JudgedCommand> => {
    const args = ['validate', ...more, '--', ...paths];
    const result = await runMeasured(args, options);
    assertBearable(args, result);
    return result;
  };
  const inJson = await run('--json');
  const {ok, findings} = inJson.json<FoundJson>();
  const others = [await run()];
  for (const format of reports ? ['github', 'junit', 'sarif'] : [])
    others.push(await run('--report', format));

  const rules = [...new Set(findings.map(({rule}) => rule))].sort();
  expect(inJson.exitCode).toBe(ok ? 0 : 3);
  for (const {exitCode, stdout} of others) {
    expect(exitCode).toBe(inJson.exitCode);
    for (const rule of rules) expect(stdout).toContain(rule);
  }
  return {exitCode: inJson.exitCode, rules, findings, text: others[0]!.stdout};
}
