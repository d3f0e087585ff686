import {basename, dirname, join, relative, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {BytesRead} from '../adapters/files/input-files.js';
import type {Yaml} from '../adapters/yaml/yaml.js';
import type {Finding} from '../domain/findings/finding.js';
import {decode} from '../domain/inputs/decode.js';
import {decodingFindings} from '../domain/inputs/decoding-findings.js';
import type {FileAnswer, ReadContext} from '../domain/inputs/input.js';
import {
  inputFinding,
  MAX_BYTES,
  MAX_ENTRIES,
  MAX_FILE_BYTES,
  MAX_FILES,
} from '../domain/inputs/input-findings.js';
import type {SourceText} from '../domain/inputs/place.js';
import {recognise} from '../domain/inputs/recognise.js';
import type {TreeDocument} from '../domain/inputs/tree.js';

type ReferenceReader = Pick<Adapters, 'cwd' | 'inputFiles'>;

/** Reads to nothing, and is what people write for no env file. */
const NO_FILE = '/dev/null';
/** Files that are read at the same time. */
const BATCH = 16;

function notRead(read: BytesRead): string | undefined {
  switch (read.kind) {
    case 'unreadable':
      return read.why;
    case 'too-large':
      return 'it is too large';
    case 'not-a-file':
      return 'it is no regular file';
    default:
      return undefined;
  }
}

/**
 * What inputs refer to: config files, env files, drop-ins. A reader asks for a file and is told that it is not read
 * yet; `load` reads all that was asked for, and the readers run again.
 */
export class ReferredFiles {
  readonly findings: Finding[] = [];
  readonly #reader: ReferenceReader;
  readonly #yaml: Yaml;
  readonly #inputs: ReadonlyMap<string, SourceText>;
  readonly #files = new Map<string, SourceText | 'absent'>();
  readonly #folders = new Map<string, readonly string[]>();
  readonly #trees = new Map<SourceText, readonly TreeDocument[]>();
  /** Asked for and not read yet, with the file that asks. */
  readonly #wanted = new Map<string, SourceText>();
  readonly #wantedFolders = new Set<string>();
  #inputsByRealPath: Map<string, SourceText> | undefined;
  #bytesLeft = MAX_BYTES;
  #filesLeft = MAX_FILES;

  constructor(reader: ReferenceReader, yaml: Yaml, inputs: readonly SourceText[]) {
    this.#reader = reader;
    this.#yaml = yaml;
    this.#inputs = new Map(inputs.map(source => [source.path, source]));
  }

  /** What the reader of one input may ask for. */
  contextFor(source: SourceText): ReadContext {
    const folder = source.path === '-' ? this.#reader.cwd : dirname(source.path);
    return {
      fileAt: (path, from = '.') => this.#fileAt(resolve(folder, from, path), source),
      filesIn: path => this.#filesIn(resolve(folder, path)),
      yaml: text => this.#treesOf(text),
    };
  }

  #treesOf(source: SourceText): readonly TreeDocument[] {
    const known = this.#trees.get(source);
    if (known !== undefined) return known;
    const trees = this.#yaml.parseTrees(source);
    this.#trees.set(source, trees);
    return trees;
  }

  #fileAt(path: string, source: SourceText): FileAnswer {
    const known = this.#inputs.get(path) ?? this.#files.get(path);
    if (known === undefined) {
      this.#wanted.set(path, source);
      return {kind: 'unread'};
    }
    if (known !== 'absent') return {kind: 'text', source: known};
    // A file for another machine, kept beside what refers to it.
    const beside = this.#inputs.get(join(dirname(source.path), basename(path)));
    return beside === undefined || beside === source
      ? {kind: 'absent', path}
      : {kind: 'text', source: beside};
  }

  #filesIn(folder: string): readonly string[] {
    const known = this.#folders.get(folder);
    if (known === undefined) this.#wantedFolders.add(folder);
    return known ?? [];
  }

  /** Reads what was asked for since the last time; false where that was nothing, or the limits are reached. */
  async load(): Promise<boolean> {
    const wanted = [...this.#wanted].slice(0, this.#filesLeft);
    const folders = [...this.#wantedFolders];
    this.#wanted.clear();
    this.#wantedFolders.clear();
    this.#filesLeft -= wanted.length;
    for (const folder of folders) {
      const listing = await this.#reader.inputFiles.entriesOf(folder, MAX_ENTRIES);
      const entries = listing.kind === 'entries' ? listing.entries : [];
      this.#folders.set(
        folder,
        entries.filter(({kind}) => kind !== 'folder').map(({name}) => name),
      );
    }
    for (let at = 0; at < wanted.length && this.#bytesLeft > 0; at += BATCH) {
      const batch = wanted.slice(at, at + BATCH);
      await Promise.all(batch.map(([path, source]) => this.#loadFile(path, source)));
    }
    return (wanted.length > 0 && this.#bytesLeft > 0) || folders.length > 0;
  }

  async #loadFile(path: string, referring: SourceText): Promise<void> {
    this.#files.set(path, (await this.#inputBehind(path)) ?? (await this.#readFile(path, referring)));
  }

  /** The input that a path leads to by another name. */
  async #inputBehind(path: string): Promise<SourceText | undefined> {
    this.#inputsByRealPath ??= await this.#realPaths();
    const look = await this.#reader.inputFiles.look(path);
    return 'realPath' in look ? this.#inputsByRealPath.get(look.realPath) : undefined;
  }

  async #realPaths(): Promise<Map<string, SourceText>> {
    const byRealPath = new Map<string, SourceText>();
    for (const source of this.#inputs.values()) {
      const look = await this.#reader.inputFiles.look(source.path);
      if ('realPath' in look) byRealPath.set(look.realPath, source);
    }
    return byRealPath;
  }

  async #readFile(path: string, referring: SourceText): Promise<SourceText | 'absent'> {
    const below = relative(this.#reader.cwd, path);
    const file = below.startsWith('..') ? path : below;
    if (path === NO_FILE) return {file, path, text: ''};
    const read = await this.#reader.inputFiles.read(path, {maxBytes: MAX_FILE_BYTES});
    const decoded = read.kind === 'bytes' ? decode(read.bytes) : undefined;
    const why = decoded?.kind === 'binary' ? 'it is no text' : notRead(read);
    if (why !== undefined) {
      this.findings.push(inputFinding('input-unread-reference', {file: referring.file, path, why}));
    }
    if (decoded?.kind !== 'text') return 'absent';
    const {text} = decoded;
    this.#bytesLeft -= text.length;
    const kind = recognise(path, text);
    if (kind !== undefined) this.findings.push(...decodingFindings(file, kind, decoded));
    return {file, path, text};
  }
}
