import {run} from '@oclif/core/run';

import {formatError, toErrorObject, toOpsError} from './lib/cli/errors.js';
import {jsonRequested, stderrHasColor, writeJson, writeNotice} from './lib/cli/output.js';

/**
 * Runs one command line. Resolves to the exit code; a failure has been shown by then.
 * @param root folder of the package, where oclif finds the manifest
 */
export async function main(argv: string[], root: string): Promise<number> {
  // A reader that went away (`etcdops status | head -1`) is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  try {
    await run(argv, root);
  } catch (error) {
    const known = toOpsError(error);
    if (jsonRequested(argv)) writeJson(toErrorObject(known));
    else writeNotice(formatError(known, stderrHasColor()));
    return known.exitCode;
  }
  return typeof process.exitCode === 'number' ? process.exitCode : 0;
}
