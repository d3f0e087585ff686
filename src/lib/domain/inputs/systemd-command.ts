import {printable} from '../text/printable.js';
import type {Variable} from './input.js';
import {isReadByShell} from './mapped-command.js';
import type {MappedText} from './mapped-text.js';
import {slipOf} from './slip.js';
import type {ServiceContext} from './systemd-environment.js';
import type {ExecCommand} from './systemd-exec.js';
import {BRACELESS_VARIABLE, SHELL_SYNTAX, UNSET_VARIABLE} from './systemd-slips.js';
import {expandVariables, lookupIn, type ServiceEnvironment, type VariableSlip} from './systemd-variables.js';

/** A command of a service as it runs. */
export interface SystemdCommand {
  readonly words: readonly MappedText[];
  /** What stands before the program as if a shell read it. */
  readonly assignments: readonly Variable[];
}

const OPERATOR = /^(?:\|{1,2}|&{1,2}|&?\d?>{1,2}.*|\d?<.*)$/s;
const ASSIGNMENT = /^([A-Za-z_]\w*)=/;

/** Assignments before the program, of which systemd knows nothing. */
function leadingAssignments(words: readonly MappedText[]): Variable[] {
  const end = words.findIndex(({text}) => !ASSIGNMENT.test(text));
  return words.slice(0, Math.max(0, end)).map(word => {
    const [{length}, name = ''] = ASSIGNMENT.exec(word.text)!;
    return {
      name,
      value: word.text.slice(length),
      place: word.placeOf(length),
      ...(word.isUnresolved(length) ? {unresolved: true} : {}),
    };
  });
}

/** A word of a command that no shell reads: what a shell would run in it only the machine knows. */
function withoutSubstitution(word: MappedText, {report}: ServiceContext): MappedText {
  const at = word.text.search(/\$\(|`/);
  if (at === -1) return word;
  report(
    slipOf(SHELL_SYNTAX, {
      place: word.placeOf(at),
      message: `no shell reads this command: etcd gets "${printable(word.text.slice(at))}" as it stands`,
      fix: `let a shell read it: /bin/sh -c 'exec etcd …'`,
    }),
  );
  return word.asUnresolved();
}

/** The words up to the first one that only a shell would understand. */
function upToOperator(words: readonly MappedText[], {report}: ServiceContext): readonly MappedText[] {
  const at = words.findIndex(({text}) => OPERATOR.test(text));
  if (at === -1) return words;
  const operator = words[at]!;
  report(
    slipOf(SHELL_SYNTAX, {
      place: operator.placeOf(),
      message: `no shell reads this command: etcd gets "${printable(operator.text)}" and what follows as words`,
      fix: /[<>]/.test(operator.text)
        ? 'StandardOutput=append:/var/log/etcd.log'
        : `let a shell read it: /bin/sh -c 'exec etcd …'`,
    }),
  );
  return words.slice(0, at);
}

/** What is wrong with a variable, by the kind of its slip. */
function reportVariable(
  {kind, name, place}: VariableSlip,
  {report}: ServiceContext,
  hasShell: boolean,
): void {
  const shown = printable(name);
  if (kind === 'unset') {
    report(
      slipOf(UNSET_VARIABLE, {
        place,
        message: `nothing sets ${shown}, and systemd puts nothing in its place`,
        fix: hasShell
          ? `Environment=${shown}=…, or $$\{${shown}} for one of the shell`
          : `Environment=${shown}=…`,
      }),
    );
  } else if (kind === 'expression') {
    report(
      slipOf(SHELL_SYNTAX, {
        place,
        message: `systemd takes "${shown}" for the name of a variable and puts nothing in its place`,
        fix: hasShell ? `$$\{${shown}}` : 'set the variable with Environment= and write ${NAME}',
      }),
    );
  } else if (!hasShell) {
    report(
      slipOf(BRACELESS_VARIABLE, {
        place,
        message: `systemd leaves "$${shown}" inside a word as it is`,
        fix: `$\{${shown}}`,
      }),
    );
  }
}

/** Whether the value of a flag is to follow. */
function awaitsValue(word: MappedText | undefined): boolean {
  return word !== undefined && /^--?[a-z][\w-]*$/.test(word.text);
}

/** Words with the variables of the service filled in, but for the program. */
function expanded(
  [program, ...args]: readonly MappedText[],
  environment: ServiceEnvironment,
  service: ServiceContext,
): MappedText[] {
  if (program === undefined) return [];
  const lookup = lookupIn(environment);
  const hasShell = isReadByShell([program, ...args]);
  const words = args.flatMap((word, index) => {
    const {words: found, slips} = expandVariables(word, lookup);
    const vanishes = found.length === 0 && slips.length > 0;
    // `$OPTIONS` that nobody sets is a place for options; as the value of a flag it takes the next flag for it.
    if (vanishes && !awaitsValue(args[index - 1])) return [];
    for (const slip of slips) reportVariable(slip, service, hasShell);
    return vanishes ? [word.asUnresolved()] : found;
  });
  return [program, ...words];
}

/** A command of `ExecStart=` as systemd runs it, and what is wrong with it where etcd is in it. */
export function systemdCommand(
  {program, args, hasVariables}: ExecCommand,
  environment: ServiceEnvironment,
  service: ServiceContext,
): SystemdCommand {
  const written = [program, ...args];
  const isOfEtcd = written.some(({text}) => /\betcd(?:ctl)?\b/.test(text));
  // Of other programs nobody asked.
  const quiet = isOfEtcd ? service : {...service, report: () => undefined};
  const assignments = leadingAssignments(written);
  if (assignments.length > 0) {
    quiet.report(
      slipOf(SHELL_SYNTAX, {
        place: program.placeOf(),
        message: `systemd takes "${printable(program.text)}" for the program to run`,
        fix: printable(`Environment=${program.text}`),
      }),
    );
  }
  const rest = written.slice(assignments.length);
  const plain = isReadByShell(rest)
    ? rest
    : upToOperator(rest, quiet).map(word => withoutSubstitution(word, quiet));
  return {words: hasVariables ? expanded(plain, environment, quiet) : plain, assignments};
}
