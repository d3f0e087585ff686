import {posix} from 'node:path';

import {dockerCommandOf} from './docker-command.js';
import {dockerLaunches} from './docker-launch.js';
import {etcdArgvOf} from './etcd-command.js';
import {labelOfFile} from './file-label.js';
import type {InputReader, ReadContext, ReadResult} from './input.js';
import {LineIndex, type SourceText} from './place.js';
import {scriptFindings} from './script-findings.js';
import {folderFrom, startsIn, type ScriptStart} from './script-starts.js';
import {readShellText, type ShellText, type SourcedText} from './shell-lexer.js';
import type {ArgvOf} from './started-programs.js';

/** What is looked for in a script. */
const argvOf: ArgvOf = words =>
  etcdArgvOf(words) ?? (dockerCommandOf(words) === undefined ? undefined : words);

function shellTextOf(source: SourceText): ShellText {
  const index = new LineIndex(source);
  return {text: source.text, placeOf: (offset, length) => index.placeOf(offset, length)};
}

/** A script knows its own name; standard input has none. */
function ownVariables({path}: SourceText): ReadonlyMap<string, string> {
  const names = posix.isAbsolute(path) ? ['0', 'BASH_SOURCE'] : [];
  return new Map(names.map(name => [name, path]));
}

function sourcedFrom({path}: SourceText, context: ReadContext): SourcedText {
  return (file, folder = '.') => {
    const answer = file.unresolved ? undefined : context.fileAt(file.text, folderFrom(path, folder));
    return answer?.kind === 'text' ? shellTextOf(answer.source) : undefined;
  };
}

function launchesOf(start: ScriptStart, label: string, {source, context}: ReadFrom): ReadResult {
  const docker = dockerCommandOf(start.argv);
  if (docker !== undefined) return dockerLaunches(docker, {start, source, context, label});
  const {argv, environment, folder, isIncomplete, command} = start;
  const launch = {
    label,
    input: 'shell' as const,
    place: command.place,
    argv,
    environment,
    ...(folder === undefined ? {} : {workingDirectory: folderFrom(source.path, folder)}),
    ...(isIncomplete ? {isIncomplete} : {}),
  };
  return {launches: [launch], findings: []};
}

interface ReadFrom {
  readonly source: SourceText;
  readonly context: ReadContext;
}

/** Scripts and command lines: etcd and etcdctl on this machine and in containers, each start by itself. */
export const readShell: InputReader = (source, context) => {
  const commands = readShellText(shellTextOf(source), ownVariables(source), sourcedFrom(source, context));
  const {starts, findings} = startsIn(commands, argvOf);
  const label = labelOfFile(source.path);
  const results = starts.map(start => {
    const line = start.command.place.line ?? 1;
    const own = starts.length === 1 ? label : `${label}:${line}`;
    return {start, ...launchesOf(start, own, {source, context})};
  });
  // A container may hold something else.
  const ofEtcd = results.filter(({launches}) => launches.length > 0);
  return {
    launches: ofEtcd.flatMap(({launches}) => launches),
    findings: [
      ...scriptFindings({source, commands, starts: ofEtcd.map(({start}) => start)}),
      ...findings,
      ...ofEtcd.flatMap(({findings: found}) => found),
    ],
  };
};
