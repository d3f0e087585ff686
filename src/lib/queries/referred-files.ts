import {basename, dirname, join, relative, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {BytesRead} from '../adapters/files/input-files.js';
import type {Yaml} from '../adapters/yaml/yaml.js';
import type {Finding} from '../domain/findings/finding.js';
import {decode} from '../domain/inputs/decode.js';
import {decodingFindings} from '../domain/inputs/decoding-findings.js';
import type {FileAnswer, ReadContext} from '../domain/inputs/input.js';
import {inputFinding, MAX_ENTRIES, MAX_FILE_BYTES, MAX_FILES} from '../domain/inputs/input-findings.js';
import type {SourceText} from '../domain/inputs/place.js';
import {ReadAllowance} from '../domain/inputs/read-allowance.js';
import {recognise} from '../domain/inputs/recognise.js';
import type {TreeDocument} from '../domain/inputs/tree.js';

type ReferenceReader = Pick<Adapters, 'cwd' | 'inputFiles'>;

/** Reads to nothing, and is what people write for no env file. */
const NO_FILE = '/dev/null';
/** Files that are read at the same time. */
const BATCH = 16;

/** Of a file that is there. */
function whyNot(read: BytesRead): string {
  switch (read.kind) {
    case 'unreadable':
      return read.why;
    case 'too-large':
      return 'it is too large';
    case 'bytes':
      return 'it is no text';
    default:
      return 'it is no regular file';
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
  #inputsByRealPath: Promise<ReadonlyMap<string, SourceText>> | undefined;
  readonly #allowance = new ReadAllowance();
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
    const known = this.#inputs.get(path) ?? this.#inTree(path, source) ?? this.#files.get(path);
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

  /** In a copy of a machine's folders, `node1/etc/…` beside `node1/usr/…`, whole paths count from where the copy is. */
  #inTree(path: string, source: SourceText): SourceText | undefined {
    for (let root = dirname(source.path); root !== dirname(root); root = dirname(root)) {
      const found = this.#inputs.get(root + path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #filesIn(folder: string): readonly string[] {
    const known = this.#folders.get(folder);
    if (known === undefined) this.#wantedFolders.add(folder);
    return known ?? [];
  }

  /** Reads what was asked for since the last time; false where that was nothing. */
  async load(): Promise<boolean> {
    const wanted = [...this.#wanted];
    const folders = [...this.#wantedFolders];
    this.#wanted.clear();
    this.#wantedFolders.clear();
    await Promise.all(folders.map(folder => this.#listFolder(folder)));
    for (let at = 0; at < wanted.length; at += BATCH) {
      const batch = wanted.slice(at, at + BATCH);
      const behind = await Promise.all(batch.map(([path]) => this.#inputBehind(path)));
      // Begun in their order, so that it is always the same files that are too many.
      await Promise.all(batch.map(([path, source], index) => this.#loadFile(path, source, behind[index])));
    }
    return wanted.length > 0 || folders.length > 0;
  }

  async #listFolder(folder: string): Promise<void> {
    const listing = await this.#reader.inputFiles.entriesOf(folder, MAX_ENTRIES);
    const entries = listing.kind === 'entries' ? listing.entries : [];
    this.#folders.set(
      folder,
      entries.filter(({kind}) => kind !== 'folder').map(({name}) => name),
    );
  }

  async #loadFile(path: string, referring: SourceText, input: SourceText | undefined): Promise<void> {
    this.#files.set(path, input ?? (await this.#readFile(path, referring)));
  }

  /** The input that a path leads to by another name. */
  async #inputBehind(path: string): Promise<SourceText | undefined> {
    this.#inputsByRealPath ??= this.#realPaths();
    const look = await this.#reader.inputFiles.look(path);
    return 'realPath' in look ? (await this.#inputsByRealPath).get(look.realPath) : undefined;
  }

  async #realPaths(): Promise<Map<string, SourceText>> {
    const sources = [...this.#inputs.values()];
    const looks = await Promise.all(sources.map(({path}) => this.#reader.inputFiles.look(path)));
    return new Map(
      looks.flatMap((look, index) => ('realPath' in look ? [[look.realPath, sources[index]!]] : [])),
    );
  }

  #notRead(path: string, referring: SourceText, why: string): 'absent' {
    this.findings.push(inputFinding('input-unread-reference', {file: referring.file, path, why}));
    return 'absent';
  }

  async #readFile(path: string, referring: SourceText): Promise<SourceText | 'absent'> {
    if (path === NO_FILE) return {file: path, path, text: ''};
    if (this.#filesLeft-- <= 0) return this.#notRead(path, referring, 'too many files are referred to');
    const read = await this.#reader.inputFiles.read(path, {maxBytes: MAX_FILE_BYTES});
    if (read.kind === 'absent') return 'absent';
    const decoded = read.kind === 'bytes' ? decode(read.bytes) : undefined;
    if (decoded?.kind !== 'text') return this.#notRead(path, referring, whyNot(read));
    const {text} = decoded;
    const tooMuch = this.#allowance.take(text);
    if (tooMuch !== undefined) return this.#notRead(path, referring, `there are ${tooMuch.why}`);
    const below = relative(this.#reader.cwd, path);
    const file = below.startsWith('..') ? path : below;
    const kind = recognise(path, text);
    if (kind !== undefined) this.findings.push(...decodingFindings(file, kind, decoded));
    return {file, path, text};
  }

  /** By the name that findings have for them. */
  texts(): Map<string, string> {
    const read = [...this.#files.values()].filter(source => source !== 'absent');
    return new Map([...this.#inputs.values(), ...read].map(({file, text}) => [file, text]));
  }
}
