import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import type {Gaps} from './gaps.js';
import type {InputReader, Launch, ReadContext, ReadResult, Variable, Word} from './input.js';
import {readCompose} from './read-compose.js';
import {readConfig} from './read-config.js';
import {readEnv} from './read-env.js';
import {readKubernetes} from './read-kubernetes.js';
import {readProcfile} from './read-procfile.js';
import {readSystemd} from './read-systemd.js';
import {findWritten, type WrittenFile} from './written-files.js';

const READERS: Readonly<Record<Exclude<WrittenFile['kind'], 'shell' | 'docker'>, InputReader>> = {
  config: readConfig,
  env: readEnv,
  systemd: readSystemd,
  procfile: readProcfile,
  compose: readCompose,
  kubernetes: readKubernetes,
};

/** The config file that a start names, by flag or variable; undefined where it names none. */
function namedConfig({argv, environment}: Launch): string | undefined {
  for (const [index, {text}] of argv.entries()) {
    const [, value] = /^--?config-file(?:=(.*))?$/s.exec(text) ?? [];
    if (value !== undefined) return value;
    if (/^--?config-file$/.test(text)) return argv[index + 1]?.text;
  }
  return environment.find(({name}) => name === 'ETCD_CONFIG_FILE')?.value;
}

function restoredWord(word: Word, gaps: Gaps): Word {
  const {text, isOpen} = gaps.restore(word.text);
  return isOpen ? {...word, text, unresolved: true} : word;
}

function restoredVariable(variable: Variable, gaps: Gaps): Variable {
  const {text, isOpen} = gaps.restore(variable.value);
  return isOpen ? {...variable, value: text, unresolved: true} : variable;
}

function restored(launch: Launch, gaps: Gaps): Launch {
  return {
    ...launch,
    label: gaps.restore(launch.label).text,
    argv: launch.argv.map(word => restoredWord(word, gaps)),
    environment: launch.environment.map(variable => restoredVariable(variable, gaps)),
  };
}

/** What is wrong with a text that is not known is not known either. */
function isSure({message, fix = ''}: Finding, gaps: Gaps): boolean {
  return !gaps.isIn(message) && !gaps.isIn(fix);
}

/** Reads the files that a script writes, each by the reader of its kind. */
class WrittenReader {
  readonly #files: readonly WrittenFile[];
  readonly #gaps: Gaps;
  readonly #context: ReadContext;
  readonly #used = new Set<WrittenFile>();

  constructor(files: readonly WrittenFile[], gaps: Gaps, context: ReadContext) {
    this.#files = files;
    this.#gaps = gaps;
    this.#context = context;
  }

  /** @param starts those of the script itself */
  read(starts: readonly Launch[], readScript: InputReader): ReadResult {
    const read = this.#files.map(file => ({file, result: this.#readFile(file, readScript)}));
    const launches = [...starts, ...read.flatMap(({result}) => result.launches)];
    for (const launch of launches) this.#useConfigOf(launch);
    const written = this.#files.filter(({kind}) => kind === 'config').map(({source}) => source);
    const counting = read.filter(({file}) => !this.#used.has(file));
    return {
      launches: [...starts, ...counting.flatMap(({result}) => result.launches)].map(launch => ({
        ...launch,
        ...(written.length === 0 ? {} : {written}),
      })),
      findings: read.flatMap(({result}) => result.findings),
    };
  }

  #useConfigOf(launch: Launch): void {
    const named = namedConfig(launch);
    const found = named === undefined ? undefined : findWritten(this.#files, named);
    if (found?.kind === 'config') this.#used.add(found);
  }

  #readFile(file: WrittenFile, readScript: InputReader): ReadResult {
    const {source, kind, isPart} = file;
    const reader = kind === 'shell' || kind === 'docker' ? readScript : READERS[kind];
    const {launches, findings} = reader(source, this.#contextOf(file));
    const sure = findings.filter(finding => isSure(finding, this.#gaps));
    // What could not be judged may have kept something from being read.
    const isOpen = isPart || sure.length < findings.length;
    return {
      launches: launches.map(launch => ({
        ...restored(launch, this.#gaps),
        ...(isOpen ? {isIncomplete: true} : {}),
      })),
      findings: sure,
    };
  }

  #contextOf(own: WrittenFile): ReadContext {
    return {
      ...this.#context,
      fileAt: (path, from = '.') => {
        const {text} = this.#gaps.restore(path);
        const absolute = posix.resolve(posix.dirname(own.source.path), from, text);
        const found = findWritten(this.#files, absolute);
        if (found === undefined || found === own) return this.#context.fileAt(absolute);
        this.#used.add(found);
        return {kind: 'text', source: found.source};
      },
    };
  }
}

export interface ScriptFiles {
  readonly files: readonly WrittenFile[];
  readonly gaps: Gaps;
}

/** The starts of a script, and those of the files that it writes. */
export function withWritten(
  {launches, findings}: ReadResult,
  {files, gaps}: ScriptFiles,
  around: {readonly context: ReadContext; readonly readScript: InputReader},
): ReadResult {
  if (files.length === 0) return {launches, findings};
  const read = new WrittenReader(files, gaps, around.context).read(launches, around.readScript);
  return {launches: read.launches, findings: [...findings, ...read.findings]};
}
