import type {Runner, RunOptions, RunResult} from '../process/runner.js';
import {OpsError} from '../../errors/ops-error.js';
import type {SourceContext} from './source.js';

/** Why a source cannot serve; the next one has its turn. */
export function sourceFailure(why: string, details: Readonly<Record<string, unknown>> = {}): OpsError {
  return new OpsError('E_INSTALL_FAILED', why, {details});
}

export interface ToolCall extends Omit<RunOptions, 'signal' | 'timeoutMs'> {
  readonly file: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Shown with the seconds that have passed, as long as the tool runs. */
  readonly doing: string;
}

const TICK_MS = 1000;

/** Runs a tool of a source to its end. Not to be there, or not to end in time, is a failure of the source. */
export async function runTool(
  runner: Runner,
  {file, args, doing, ...options}: ToolCall,
  context: SourceContext,
): Promise<RunResult> {
  context.signal.throwIfAborted();
  const startedAt = performance.now();
  const tick = (): void =>
    context.report(`${doing} (${Math.round((performance.now() - startedAt) / 1000)} s)`);
  tick();
  const timer = setInterval(tick, TICK_MS);
  try {
    const result = await runner.run(file, args, {...options, signal: context.signal});
    context.signal.throwIfAborted();
    if (result.timedOut) throw sourceFailure(`${doing} took more than ${options.timeoutMs / 1000} s`);
    return result;
  } catch (error) {
    if (error instanceof OpsError && error.details['systemCode'] === 'ENOENT')
      throw sourceFailure(`there is no ${file} here`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
