import type {SourceContext} from '../../../../src/lib/adapters/etcd-sources/source.js';
import {
  formatCommand,
  type Runner,
  type RunOptions,
  type RunResult,
} from '../../../../src/lib/adapters/process/runner.js';
import {OpsError} from '../../../../src/lib/errors/ops-error.js';

/** What a command line that matches answers; `act` may do what the real tool does to the disk. */
export interface ScriptedReply {
  readonly command: RegExp;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly timedOut?: boolean;
  /** The program is not installed. */
  readonly missing?: boolean;
  act?(args: readonly string[], options: RunOptions): void;
}

export interface ScriptedRunner extends Runner {
  readonly calls: {command: string; options: RunOptions}[];
}

/** Answers each call with the first reply that matches, once each but the last of its kind; throws on any other call. */
export function scriptedRunner(replies: readonly ScriptedReply[]): ScriptedRunner {
  const calls: ScriptedRunner['calls'] = [];
  const left = [...replies];
  return {
    calls,
    async run(file, args, options = {}): Promise<RunResult> {
      const command = formatCommand(file, args);
      const index = left.findIndex(entry => entry.command.test(command));
      const reply = left[index];
      if (reply === undefined) throw new Error(`unexpected call: ${command}`);
      if (left.filter(entry => entry.command.test(command)).length > 1) left.splice(index, 1);
      calls.push({command, options});
      if (reply.missing)
        throw new OpsError('E_TOOL_FAILED', `cannot run ${file}`, {details: {systemCode: 'ENOENT'}});
      reply.act?.(args, options);
      const {stdout = '', stderr = '', exitCode = 0, timedOut = false} = reply;
      return {stdout, stderr, exitCode, timedOut, durationMs: 1};
    },
    attach: () => Promise.reject(new Error('nothing is attached here')),
  };
}

/** A context whose scratch folders come from a function. */
export function testContext(
  scratch: () => string = () => '/nowhere',
): SourceContext & {readonly reports: string[]} {
  const reports: string[] = [];
  return {
    signal: new AbortController().signal,
    report: text => void reports.push(text),
    scratch: () => Promise.resolve(scratch()),
    reports,
  };
}
