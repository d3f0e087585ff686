import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {Variable, Word} from './input.js';
import type {Place} from './place.js';
import {listExported, type ShellCommand} from './shell-lexer.js';
import {mapOf, startedPrograms, type ArgvOf, type StartedProgram} from './started-programs.js';

/** A program that a script starts, with all variables that reach it. */
export interface ScriptStart {
  readonly argv: readonly Word[];
  /** One of each name, the one that counts. */
  readonly environment: readonly Variable[];
  /** Where it runs; as written where only the machine knows, undefined where the script runs. */
  readonly folder?: string;
  readonly isIncomplete: boolean;
  readonly place: Place;
}

export interface ScriptStarts {
  readonly starts: readonly ScriptStart[];
  readonly findings: readonly Finding[];
}

/** Starts times variables. No script has so many, and a list of each costs memory. */
const MOST_ENTRIES = 200_000;

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
function lostFinding(lost: readonly Variable[], clearedBy: Word | undefined): Finding[] {
  const [first, ...others] = lost.filter(isOfEtcd).map(({name}) => printable(name, 60));
  if (first === undefined || clearedBy === undefined) return [];
  const program = printable(clearedBy.text, 60);
  const shown = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [
    {
      rule: 'shell-cleared-environment',
      severity: 'warning',
      ...clearedBy.place,
      message: `${program} does not pass on the variables of the caller: etcd does not get ${shown}`,
      fix: /sudo$/.test(program) ? `${program} -E` : `set them behind ${program}`,
    },
  ];
}

/** All starts of such programs in a script. `outer` are variables that the script itself is given. */
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
    entries += found.length * (variables.length + 1);
    if (entries > MOST_ENTRIES) {
      findings.push(tooMany(command.place));
      break;
    }
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
    isIncomplete: program.isIncomplete === true || command.isIncomplete === true,
    place: command.place,
  };
}

function tooMany(place: Place): Finding {
  return {
    rule: 'shell-too-long',
    severity: 'warning',
    ...place,
    message: 'the file starts etcd too often: from here on it is not read',
    fix: 'validate the starts in files of their own',
  };
}
