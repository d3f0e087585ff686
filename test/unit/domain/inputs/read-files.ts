import {posix} from 'node:path';

import type {Launch, ReadContext, ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import type {SourceText} from '../../../../src/lib/domain/inputs/place.js';

export type Files = Readonly<Record<string, string>>;

/** A file of a folder that exists in memory only: paths count from `/w`. */
export function sourceOf(file: string, text: string): SourceText {
  return {file, path: posix.resolve('/w', file), text};
}

/** What a reader can ask for beside the file that it reads. */
export function contextOf(files: Files): ReadContext {
  const sources = new Map(
    Object.entries(files).map(([file, text]) => {
      const source = sourceOf(file, text);
      return [source.path, source];
    }),
  );
  return {
    fileAt(path, from = '/w') {
      const absolute = posix.resolve('/w', from, path);
      const source = sources.get(absolute);
      return source === undefined ? {kind: 'absent', path: absolute} : {kind: 'text', source};
    },
    filesIn: () => [],
    yaml: () => [],
  };
}

/** `label: A=1 etcd --name a`; what is unresolved stands behind a question mark. */
export function shownLaunch({label, environment, argv}: Launch): string {
  const mark = (unresolved: true | undefined): string => (unresolved ? '?' : '');
  return [
    `${label}:`,
    ...environment.map(({name, value, unresolved}) => `${mark(unresolved)}${name}=${value}`),
    ...argv.map(({text, unresolved}) => `${mark(unresolved)}${text}`),
  ].join(' ');
}

/** Rule and line of each finding. */
export function shownFindings({findings}: Pick<ReadResult, 'findings'>): string[] {
  return findings.map(({rule, line}) => `${rule} ${line ?? '-'}`);
}
