import {posix} from 'node:path';

import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import type {InputReader, Launch, ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import type {Place} from '../../../../src/lib/domain/inputs/place.js';
import {shownLaunch, sourceOf, type Files} from './read-files.js';

const yaml = await loadYaml();

/** Reads the first of the files; the others are what it may refer to. */
export function readInput(reader: InputReader, files: Files): ReadResult {
  const sources = new Map(
    Object.entries(files).map(([file, text]) => {
      const source = sourceOf(file, text);
      return [source.path, source];
    }),
  );
  const [main] = sources.values();
  return reader(main!, {
    fileAt(path, from = posix.dirname(main!.path)) {
      const absolute = posix.resolve(from, path);
      const source = sources.get(absolute);
      return source === undefined ? {kind: 'absent', path: absolute} : {kind: 'text', source};
    },
    filesIn: folder =>
      [...sources.keys()].filter(path => posix.dirname(path) === folder).map(path => posix.basename(path)),
    yaml: source => yaml.parseTrees(source),
  });
}

/** What stands at a place. */
export function textAt(files: Files, {file, line = 1, column = 1, length = 0}: Place): string {
  const text = files[file]!.split('\n')[line - 1]!;
  return text.slice(column - 1, column - 1 + length);
}

/** Each launch on a line, as `shownLaunch` shows it, with `…` where more may come from elsewhere. */
export function shownLaunches(launches: readonly Launch[]): string[] {
  return launches.map(launch => shownLaunch(launch) + (launch.isIncomplete ? ' …' : ''));
}

/** What stands at the places of the words of a launch, and of the values of its variables. */
export function shownPlaces(files: Files, {argv, environment}: Launch): string[] {
  return [...environment, ...argv].map(({place}) => textAt(files, place));
}

/** Rule, line and the text at the place of each finding. */
export function shownSlips(files: Files, {findings}: Pick<ReadResult, 'findings'>): string[] {
  return findings.map(finding => `${finding.rule} ${finding.line ?? '-'}: ${textAt(files, finding)}`);
}
