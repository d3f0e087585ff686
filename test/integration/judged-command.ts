import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect} from 'vitest';

import {runCli, type CliOptions, type CliResult} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

/**
 * Nobody waits longer for a verdict on bad input, whatever it is. A second is what is wanted of a machine with nothing
 * else to do; the tests beside this one take their share of the clock, but not of the work.
 */
const MAX_CPU_MS = 3000;
const MAX_WALL_MS = 30_000;
const MAX_MEMORY_BYTES = 512 * 1024 * 1024;

const STACK = /^ {4}at .*:\d+:\d+|E_BUG/m;
/** All control characters but line breaks; `ESC` is one of them. */
const CONTROL_CHARACTERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

export interface JudgedCommand extends CliResult {
  /** The most memory that the process had. */
  readonly memoryBytes: number;
  /** The time that it worked. */
  readonly cpuMs: number;
}

const PROBE = `process.on('exit', () => {
  const {maxRSS, userCPUTime, systemCPUTime} = process.resourceUsage();
  const figures = {memoryBytes: maxRSS * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000};
  require('fs').writeFileSync(process.env.FIGURES, JSON.stringify(figures));
});
`;

/** Runs the built command, and has it write down at its end what it took. */
export async function runMeasured(args: readonly string[], options: CliOptions = {}): Promise<JudgedCommand> {
  const dir = tempDir('measured');
  const [probe, figures] = [join(dir, 'probe.cjs'), join(dir, 'figures.json')];
  writeFileSync(probe, PROBE);
  const env = {...options.env, NODE_OPTIONS: `--require=${probe}`, FIGURES: figures};
  const result = await runCli(args, {timeoutMs: MAX_WALL_MS, ...options, env});
  const measured = JSON.parse(readFileSync(figures, 'utf8')) as Pick<JudgedCommand, 'memoryBytes' | 'cpuMs'>;
  return {...result, ...measured};
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
function assertBearable(args: readonly string[], {stdout, stderr, cpuMs, memoryBytes}: JudgedCommand): void {
  const command = args.join(' ').slice(0, 200);
  expect(stdout + stderr, command).not.toMatch(STACK);
  expect(stdout + stderr, command).not.toMatch(CONTROL_CHARACTERS);
  expect(cpuMs, command).toBeLessThan(MAX_CPU_MS);
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
