import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {dockerCommandOf} from './docker-command.js';
import {dockerLaunches} from './docker-launch.js';
import {etcdArgvOf} from './etcd-command.js';
import {labelOfFile} from './file-label.js';
import {Gaps} from './gaps.js';
import type {InputReader, Launch, ReadContext, ReadResult} from './input.js';
import {LineIndex, type SourceText} from './place.js';
import {withWritten} from './read-written.js';
import {scriptFindings} from './script-findings.js';
import {folderFrom, startsIn, tooManyStarts, type ScriptStart} from './script-starts.js';
import {readShellText, type ShellText} from './shell-lexer.js';
import type {FoundDocument, SourcedText} from './shell-surroundings.js';
import type {ArgvOf} from './started-programs.js';
import {MOST_WRITTEN, writtenFileOf, type WrittenFile} from './written-files.js';

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

/** When it is started, and what is not started beside it. */
function wayOf({command: {branches, isLast}}: ScriptStart): Pick<Launch, 'branches' | 'isLast'> {
  return {...(branches === undefined ? {} : {branches}), ...(isLast ? {isLast} : {})};
}

interface ReadFrom {
  readonly source: SourceText;
  readonly context: ReadContext;
}

/** Takes the files of etcd's that a script writes. */
class WrittenFiles {
  readonly files: WrittenFile[] = [];
  readonly gaps = new Gaps();
  /** Said of what comes behind the last one. */
  tooMany: Finding | undefined;

  readonly take = (found: FoundDocument, {path, gaps}: SourceText): void => {
    // A script that a script writes may write others; their gaps would be mixed up.
    if (gaps !== undefined || this.tooMany !== undefined) return;
    const file = writtenFileOf(found, path, this.gaps);
    if (file === undefined) return;
    if (this.files.length < MOST_WRITTEN) this.files.push(file);
    else this.tooMany = tooManyStarts(found.text.placeOf(found.document.start, 0));
  };
}

/**
 * Scripts and command lines: etcd and etcdctl on this machine and in containers, each start by itself, and the files of
 * etcd's that a script writes.
 */
export const readShell: InputReader = (source, context) => {
  const written = new WrittenFiles();
  const commands = readShellText(shellTextOf(source), ownVariables(source), {
    sourced: sourcedFrom(source, context),
    onDocument: found => written.take(found, source),
  });
  const {starts, findings} = startsIn(commands, argvOf);
  const label = labelOfFile(source.path);
  const results = starts.map(start => {
    const line = start.command.place.line ?? 1;
    const own = starts.length === 1 ? label : `${label}:${line}`;
    return {start, ...launchesOf(start, own, {source, context})};
  });
  // A container may hold something else.
  const ofEtcd = results.filter(({launches}) => launches.length > 0);
  const result: ReadResult = {
    launches: ofEtcd.flatMap(({launches, start}) => launches.map(launch => ({...launch, ...wayOf(start)}))),
    findings: [
      ...scriptFindings({source, commands, starts: ofEtcd.map(({start}) => start)}),
      ...findings,
      ...(written.tooMany === undefined ? [] : [written.tooMany]),
      ...ofEtcd.flatMap(({findings: found}) => found),
    ],
  };
  return withWritten(result, written, {context, readScript: readShell});
};
