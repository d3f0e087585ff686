import type {Adapters} from '../adapters/adapters.js';
import {execute, type ExecuteOptions} from '../engine/execute.js';
import type {RunReport, Step} from '../engine/step.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import type {BinaryFinder} from '../queries/resolve-etcd.js';

/** What the commands that start, stop and restart a cluster work with. */
export interface ClusterContext {
  readonly adapters: Adapters & Pick<BinaryFinder, 'etcdBinDirFlag'>;
  readonly loaded: Pick<LoadedSpec, 'spec' | 'folder'>;
}

/** For what also rewrites the spec. */
export interface SpecContext extends ClusterContext {
  readonly loaded: LoadedSpec;
}

export interface RunOptions {
  readonly dryRun: boolean;
}

/** `20261121T043600Z-1a2b3c`: sorts by time (`1a2` are the milliseconds in hexadecimal), unlike any other. */
export function newRunId({clock, random}: Pick<Adapters, 'clock' | 'random'>): string {
  const now = clock.now();
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const milliseconds = now.getUTCMilliseconds().toString(16).padStart(3, '0');
  return `${stamp}-${milliseconds}${random.hex(2).slice(1)}`;
}

const TOLD = {ran: 'done', skipped: 'skipped', todo: 'skipped', failed: 'failed'} as const;

/** Runs the steps and tells the user of each as it ends. */
export async function runSteps(
  {clock, progress, signal}: Pick<Adapters, 'clock' | 'progress' | 'signal'>,
  steps: readonly Step[],
  run: Pick<ExecuteOptions, 'runId' | 'workflow' | 'dryRun' | 'journal' | 'prior'>,
): Promise<RunReport> {
  const told = progress.run(steps);
  try {
    return await execute(steps, {
      ...run,
      signal,
      monotonicMs: () => clock.monotonicMs(),
      onStart: step => told.started(step),
      onStep: step => told.ended(step, TOLD[step.outcome]),
    });
  } finally {
    await told.close();
  }
}
