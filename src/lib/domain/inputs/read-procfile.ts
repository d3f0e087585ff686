import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {etcdArgvOf} from './etcd-command.js';
import type {InputReader, Launch, ReadContext, Variable} from './input.js';
import {LineIndex, type Place, type SourceText} from './place.js';
import {readEnvFile} from './read-env.js';
import {folderFrom, MOST_STARTS, startsIn, tooManyStarts, type ScriptStart} from './script-starts.js';
import {readShellText, type ShellText} from './shell-lexer.js';
import {PROCFILE_CONTINUATION, PROCFILE_NO_NAME} from './shell-slips.js';
import {slipOf} from './slip.js';
import {mapOf} from './started-programs.js';

/** What goreman, honcho and foreman take for a process. */
const PROCESS = /^([\w-]+):[ \t]*/;
/** Meant as a name, and none to them. */
const BAD_NAME = /^[^\s:]{1,100}:[ \t]+/;

interface ProcessLine {
  /** Missing where the line has none: no runner starts it. */
  readonly name?: string;
  readonly command: ShellText;
  /** Offset of a backslash that ends a line. */
  readonly continuation?: number;
}

/** Offset of the line end behind `start`, and of the backslash in front of it. */
function lineEnd(text: string, start: number): {end: number; backslash?: number} {
  const found = text.indexOf('\n', start);
  const end = found === -1 ? text.length : found;
  const last = text[end - 1] === '\r' ? end - 2 : end - 1;
  return last >= start && text[last] === '\\' && found !== -1 ? {end, backslash: last} : {end};
}

/** Lines as they are meant: behind a backslash the next one belongs to them. */
function linesOf({text}: SourceText, index: LineIndex): ProcessLine[] {
  const lines: ProcessLine[] = [];
  for (let start = 0; start < text.length;) {
    let {end, backslash} = lineEnd(text, start);
    const continuation = backslash;
    const isComment = /^[ \t]*#/.test(text.slice(start, Math.min(end, start + 200)));
    while (backslash !== undefined && !isComment) ({end, backslash} = lineEnd(text, end + 1));
    if (!isComment) lines.push(toLine(text.slice(start, end), {start, continuation, index}));
    start = end + 1;
  }
  return lines;
}

function toLine(
  written: string,
  {start, continuation, index}: {start: number; continuation: number | undefined; index: LineIndex},
): ProcessLine {
  const [head = '', name] = PROCESS.exec(written) ?? BAD_NAME.exec(written) ?? [];
  const offset = start + head.length;
  const placeOf = (at: number, length: number): Place => index.placeOf(offset + at, length);
  return {
    command: {text: written.slice(head.length), placeOf},
    ...(name === undefined ? {} : {name}),
    ...(continuation === undefined ? {} : {continuation}),
  };
}

/** The `.env` beside it, which all runners load. */
function environmentOf({path}: SourceText, context: ReadContext): readonly Variable[] {
  const answer = context.fileAt('.env', posix.dirname(path));
  return answer.kind === 'text' ? readEnvFile(answer.source, 'dotenv').variables : [];
}

function toLaunch(
  label: string,
  {argv, environment, folder, isIncomplete, command}: ScriptStart,
  path: string,
): Launch {
  return {
    label,
    input: 'procfile',
    place: command.place,
    argv,
    environment,
    ...(folder === undefined ? {} : {workingDirectory: folderFrom(path, folder)}),
    ...(isIncomplete ? {isIncomplete} : {}),
  };
}

function lineFindings(
  {name, continuation}: ProcessLine,
  {command}: ScriptStart,
  index: LineIndex,
): Finding[] {
  const noName = {
    place: command.place,
    message: 'this line does not begin with a name: no runner of Procfiles starts it',
    fix: 'begin the line with a name of letters, digits, - and _, such as "etcd1: "',
  };
  if (continuation === undefined) return name === undefined ? [slipOf(PROCFILE_NO_NAME, noName)] : [];
  const continued = {
    place: index.placeOf(continuation, 1),
    message: 'runners of Procfiles take one line for each process: etcd does not get what stands below',
    fix: 'write the command on one line',
  };
  return [
    ...(name === undefined ? [slipOf(PROCFILE_NO_NAME, noName)] : []),
    slipOf(PROCFILE_CONTINUATION, continued),
  ];
}

/** A line can start etcd where its name stands there, or in a variable. */
function startsSomewhere(environment: readonly Variable[]): (line: string) => boolean {
  const isNamed = (text: string): boolean => /etcd/i.test(text);
  const isInVariable = environment.some(({value}) => isNamed(value));
  return line => isInVariable || isNamed(line);
}

/** A Procfile of goreman, honcho, foreman and their kin. Lines that start something else are not looked at. */
export const readProcfile: InputReader = (source, context) => {
  const index = new LineIndex(source);
  const environment = environmentOf(source, context);
  const known = mapOf(environment);
  const launches: Launch[] = [];
  const findings: Finding[] = [];
  const mayStart = startsSomewhere(environment);
  for (const line of linesOf(source, index)) {
    if (!mayStart(line.command.text)) continue;
    if (launches.length >= MOST_STARTS) {
      findings.push(tooManyStarts(line.command.placeOf(0, line.command.text.length)));
      break;
    }
    const {starts, findings: found} = startsIn(readShellText(line.command, known), etcdArgvOf, environment);
    for (const start of starts) launches.push(toLaunch(line.name ?? 'etcd', start, source.path));
    findings.push(
      ...found.slice(0, 1),
      ...starts.slice(0, 1).flatMap(start => lineFindings(line, start, index)),
    );
  }
  return {launches, findings};
};
