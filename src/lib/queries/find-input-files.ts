import {basename, join, relative, resolve} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {FolderEntry} from '../adapters/files/input-files.js';
import type {Finding} from '../domain/findings/finding.js';
import {isDataOfEtcd, mayBeInput, mayHoldInputs} from '../domain/inputs/folder-walk.js';
import {inputFinding, MAX_ENTRIES, MAX_FILES} from '../domain/inputs/input-findings.js';

/** A file to be read. */
export interface InputPath {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  /** Absolute; `-` for standard input. */
  readonly path: string;
  /** The folder that was named, where it was not the file itself: what is nothing of etcd's is passed over there. */
  readonly folder?: string;
}

export interface FoundInputs {
  readonly paths: readonly InputPath[];
  /** The folders among what was named. */
  readonly folders: readonly InputPath[];
  readonly findings: readonly Finding[];
  /** Files that their names rule out. */
  readonly skipped: number;
}

/** A file or folder below one that was named. */
interface Entry {
  readonly kind: 'file' | 'folder';
  readonly name: string;
  readonly path: string;
  /** Without links: two ways to one file lead to one name. */
  readonly realPath: string;
}

type FileFinder = Pick<Adapters, 'cwd' | 'inputFiles'>;

/** What went over a limit. Half a cluster would look wrong in every file, so nothing of it is read. */
class TooMany extends Error {}

class InputWalk {
  readonly paths: InputPath[] = [];
  readonly folders: InputPath[] = [];
  readonly findings: Finding[] = [];
  skipped = 0;
  readonly #finder: FileFinder;
  readonly #seen = new Set<string>();
  #entriesLeft = MAX_ENTRIES;

  constructor(finder: FileFinder) {
    this.#finder = finder;
  }

  async add(named: string): Promise<void> {
    if (named === '-') return this.#take({file: '-', path: '-'}, '-');
    const path = resolve(this.#finder.cwd, named);
    const look = await this.#finder.inputFiles.look(path);
    switch (look.kind) {
      case 'file':
        return this.#take({file: named, path}, look.realPath);
      case 'folder':
        return this.#addFolder(named, path, look.realPath);
      case 'other':
        return void this.findings.push(inputFinding('input-not-a-file', {file: named}));
      default:
        this.findings.push(inputFinding(`input-${look.kind}`, {file: named, ...look}));
    }
  }

  #take(input: InputPath, realPath: string): void {
    if (this.#seen.has(realPath)) return;
    if (this.paths.length === MAX_FILES) throw new TooMany(`there are more than ${MAX_FILES} files to read`);
    this.#seen.add(realPath);
    this.paths.push(input);
  }

  async #addFolder(named: string, path: string, realPath: string): Promise<void> {
    if (this.#seen.has(realPath)) return;
    this.folders.push({file: named, path});
    const fileOf = (entry: Entry): string => join(named, relative(path, entry.path));
    const folders: Entry[] = [{kind: 'folder', name: basename(realPath), path, realPath}];
    // It grows while it is gone through.
    for (const folder of folders) {
      for (const entry of await this.#entriesOf(folder, fileOf(folder))) {
        if (entry.kind === 'folder') folders.push(entry);
        else this.#take({file: fileOf(entry), path: entry.path, folder: named}, entry.realPath);
      }
    }
  }

  /** What is in a folder and may be of use, links followed. */
  async #entriesOf(folder: Entry, file: string): Promise<Entry[]> {
    const found: Entry[] = [];
    for (const entry of await this.#list(folder, file)) {
      const followed = await this.#follow(folder, entry);
      const mayBeOfUse = followed?.kind === 'folder' ? mayHoldInputs(entry.name) : mayBeInput(entry.name);
      if (followed !== undefined && mayBeOfUse) found.push(followed);
      else if (followed?.kind === 'file') this.skipped++;
    }
    return found;
  }

  async #list({name, realPath}: Entry, file: string): Promise<readonly FolderEntry[]> {
    if (this.#seen.has(realPath)) return [];
    this.#seen.add(realPath);
    const listing = await this.#finder.inputFiles.entriesOf(realPath, this.#entriesLeft);
    if (listing.kind === 'too-many') {
      throw new TooMany(`there are more than ${MAX_ENTRIES} files and folders to look at`);
    }
    if (listing.kind === 'unreadable') {
      this.findings.push(inputFinding('input-unreadable', {file, why: listing.why}));
      return [];
    }
    const {entries} = listing;
    this.#entriesLeft -= entries.length;
    return isDataOfEtcd(name, entries) ? [] : entries;
  }

  /** Undefined for pipes, sockets and devices, and for links that lead nowhere. */
  async #follow(folder: Entry, {name, kind}: FolderEntry): Promise<Entry | undefined> {
    const path = join(folder.path, name);
    if (kind === 'file' || kind === 'folder') {
      return {kind, name, path, realPath: join(folder.realPath, name)};
    }
    if (kind === 'other') return undefined;
    const look = await this.#finder.inputFiles.look(path);
    if (look.kind !== 'file' && look.kind !== 'folder') return undefined;
    return {kind: look.kind, name, path, realPath: look.realPath};
  }
}

/** The files that the named files and folders come to, in the order of the names; each file once. */
export async function findInputFiles(finder: FileFinder, named: readonly string[]): Promise<FoundInputs> {
  const walk = new InputWalk(finder);
  for (const file of named) {
    try {
      await walk.add(file);
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      const {findings, skipped} = walk;
      const tooMany = inputFinding('input-too-many', {file, why: error.message});
      return {paths: [], folders: [], findings: [...findings, tooMany], skipped};
    }
  }
  return walk;
}
