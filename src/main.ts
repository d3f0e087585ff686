import {run} from '@oclif/core/run';

import {formatError, toErrorObject, toOpsError} from './lib/cli/errors.js';
import {guardOutput, jsonRequested, stderrHasColor, writeJson, writeNotice} from './lib/cli/output.js';
import {terminalColumns} from './lib/cli/terminal-columns.js';
import {isUnknownCommand, unknownCommand} from './lib/cli/unknown-command.js';

/**
 * Runs one command line. Resolves to the exit code; a failure has been shown by then.
 * @param root folder of the package, where oclif finds the manifest
 */
export async function main(argv: string[], root: string): Promise<number> {
  guardOutput();
  try {
    // Plugins of the user would be read from the home folder on every start; etcdops has none.
    await run(argv, {root, userPlugins: false, devPlugins: false});
  } catch (error) {
    const known = isUnknownCommand(error) ? await unknownCommand(argv, root) : toOpsError(error);
    if (jsonRequested(argv)) writeJson(toErrorObject(known));
    else writeNotice(formatError(known, {color: stderrHasColor(), width: terminalColumns(process.stderr)}));
    return known.exitCode;
  }
  return typeof process.exitCode === 'number' ? process.exitCode : 0;
}
