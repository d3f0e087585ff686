import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {Variable, Word} from './input.js';
import type {Place} from './place.js';
import {listExported, type ShellCommand} from './shell-lexer.js';
import {SHELL_CLEARED_ENVIRONMENT} from './shell-slips.js';
import {slipOf} from './slip.js';
import {mapOf, startedPrograms, type ArgvOf, type StartedProgram} from './started-programs.js';

/** A program that a script starts, with all variables that reach it. */
export interface ScriptStart {
  readonly argv: readonly Word[];
  /** One of each name, the one that counts. */
  readonly environment: readonly Variable[];
  /** Where it runs; as written where only the machine knows, undefined where the script runs. */
  readonly folder?: string;
  readonly isIncomplete: boolean;
  /** The command of the script that it is a part of. */
  readonly command: ShellCommand;
}

export interface ScriptStarts {
  readonly starts: readonly ScriptStart[];
  readonly findings: readonly Finding[];
}

/** Of one file. Each start takes time and memory at every step behind it. */
export const MOST_STARTS = 1000;
/** Starts times variables. */
const MOST_ENTRIES = 500_000;

/** A folder that counts from that of the script. */
export function folderFrom(script: string, folder: string): string {
  return posix.isAbsolute(folder) ? folder : posix.join(posix.dirname(script), folder);
}

/** A later variable takes the place of an earlier one of its name. */
function lastOfEach(variables: readonly Variable[]): Variable[] {
  return [...new Map(variables.map(variable => [variable.name, variable])).values()];
}

function isOfEtcd({name}: Variable): boolean {
  return /^ETCD(?:CTL)?_/.test(name);
}

/** `sudo` gives the program an environment of its own. */
function lostFinding(variables: readonly Variable[], clearedBy: Word | undefined): Finding[] {
  const [first, ...others] = variables.filter(isOfEtcd).map(({name}) => printable(name, 60));
  if (first === undefined || clearedBy === undefined) return [];
  const program = printable(clearedBy.text, 60);
  const shown = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [
    slipOf(SHELL_CLEARED_ENVIRONMENT, {
      place: clearedBy.place,
      message: `${program} does not pass on the variables of the caller: etcd does not get ${shown}`,
      fix: /sudo$/.test(program) ? `${program} -E` : `set them behind ${program}`,
    }),
  ];
}

/** What is not read has to be said. */
export function tooManyStarts(place: Place): Finding {
  return {
    rule: 'input-too-many',
    severity: 'error',
    ...place,
    message: 'from here on the file is not judged: it starts etcd too often, or has too many commands',
    fix: 'name files that hold the configuration of one cluster',
  };
}

/**
 * All starts of such programs in a script.
 * @param outer variables that the script itself is given
 */
export function startsIn(
  commands: readonly ShellCommand[],
  argvOf: ArgvOf,
  outer: readonly Variable[] = [],
): ScriptStarts {
  const starts: ScriptStart[] = [];
  const findings: Finding[] = [];
  let entries = 0;
  for (const command of commands) {
    const callers = (): Variable[] => [...outer, ...listExported(command.exported), ...command.assignments];
    const found = startedPrograms(command.words, argvOf, () => mapOf(callers()));
    if (found.length === 0) continue;
    const variables = lastOfEach(callers());
    entries += found.length * variables.length;
    if (starts.length + found.length > MOST_STARTS || entries > MOST_ENTRIES)
      return {starts, findings: [tooManyStarts(command.place)]};
    for (const program of found) {
      starts.push(startOf(program, variables, command));
      findings.push(...lostFinding(variables, program.clearedBy));
    }
  }
  return {starts, findings};
}

function startOf(
  program: StartedProgram,
  variables: readonly Variable[],
  command: ShellCommand,
): ScriptStart {
  const {argv, environment, clearedBy, folder = command.folder} = program;
  return {
    argv,
    environment: lastOfEach([...(clearedBy === undefined ? variables : []), ...environment]),
    ...(folder === undefined ? {} : {folder}),
    isIncomplete: [program, command].some(({isIncomplete}) => isIncomplete),
    command,
  };
}
