import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {BytesRead} from '../adapters/files/input-files.js';
import type {Finding} from '../domain/findings/finding.js';
import {decode} from '../domain/inputs/decode.js';
import {decodingFindings} from '../domain/inputs/decoding-findings.js';
import type {InputKind} from '../domain/inputs/input.js';
import {inputFinding, MAX_FILE_BYTES} from '../domain/inputs/input-findings.js';
import type {SourceText} from '../domain/inputs/place.js';
import {ReadAllowance} from '../domain/inputs/read-allowance.js';
import {isTemplate, recognise} from '../domain/inputs/recognise.js';
import {findInputFiles, type InputPath} from './find-input-files.js';

/** A file with something of etcd's in it. */
export interface GatheredInput {
  readonly source: SourceText;
  readonly kind: InputKind;
  /** By the user, and not found in a folder. */
  readonly isNamed: boolean;
}

export interface GatherOptions {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  /** Of all of them, instead of what their content says. */
  readonly kind?: InputKind | undefined;
}

export interface GatheredInputs {
  /** In the order of the paths. */
  readonly inputs: readonly GatheredInput[];
  readonly findings: readonly Finding[];
  /** Files in folders that are nothing of etcd's. */
  readonly skipped: number;
}

export type InputGatherer = Pick<Adapters, 'cwd' | 'inputFiles'>;

/** What one file came to: an input, findings, or `NOTHING` where it is nothing of etcd's. */
interface Taken {
  readonly input?: GatheredInput;
  readonly findings: readonly Finding[];
}

const NOTHING: Taken = {findings: []};
/** Files that are read at the same time. */
const BATCH = 16;

function kindOfBytes(path: string, bytes: Uint8Array): InputKind | undefined {
  const decoded = decode(bytes);
  return decoded.kind === 'text' ? recognise(path, decoded.text) : undefined;
}

function takeText(input: InputPath, bytes: Uint8Array, kind: InputKind | undefined): Taken {
  const {file, path, folder} = input;
  const passOver = (id: 'input-binary' | 'input-empty' | 'input-template' | 'input-unknown'): Taken =>
    folder === undefined ? {findings: [inputFinding(id, {file})]} : NOTHING;
  const decoded = decode(bytes);
  if (decoded.kind === 'binary') return passOver('input-binary');
  const {text} = decoded;
  const isBlank = text.trim() === '';
  // To etcd an empty config file is one that leaves everything at its default.
  if (isBlank && (kind === undefined || folder !== undefined)) return passOver('input-empty');
  const found = kind ?? recognise(path, text);
  if (found === undefined) return passOver(isTemplate(path, text) ? 'input-template' : 'input-unknown');
  const read = {source: {file, path, text}, kind: found, isNamed: folder === undefined};
  return {input: read, findings: decodingFindings(file, found, decoded)};
}

/** In a folder, what cannot be read may be nothing of etcd's. */
function take(input: InputPath, read: BytesRead, kind: InputKind | undefined): Taken {
  const {file, folder} = input;
  const isNamed = folder === undefined;
  switch (read.kind) {
    case 'bytes':
      return takeText(input, read.bytes, kind);
    case 'too-large': {
      const {size} = read;
      return {findings: [inputFinding('input-too-large', size === undefined ? {file} : {file, size})]};
    }
    case 'unreadable': {
      const severity = isNamed ? 'error' : 'warning';
      return {findings: [inputFinding('input-unreadable', {file, why: read.why, severity})]};
    }
    case 'not-a-file':
    case 'absent':
      return isNamed ? {findings: [inputFinding(`input-${read.kind}`, {file})]} : NOTHING;
    case 'unwanted':
      return NOTHING;
  }
}

async function readInput({inputFiles}: InputGatherer, input: InputPath, kind?: InputKind): Promise<Taken> {
  const {path, folder} = input;
  const maxBytes = MAX_FILE_BYTES;
  if (path === '-') return take(input, await inputFiles.readStandardInput(maxBytes), kind);
  const looksAtHead = kind === undefined && folder !== undefined;
  const wants = (head: Uint8Array): boolean => kindOfBytes(path, head) !== undefined;
  return take(input, await inputFiles.read(path, looksAtHead ? {maxBytes, wants} : {maxBytes}), kind);
}

async function readAll(
  gatherer: InputGatherer,
  paths: readonly InputPath[],
  kind: InputKind | undefined,
): Promise<GatheredInputs> {
  const inputs: GatheredInput[] = [];
  const findings: Finding[] = [];
  const allowance = new ReadAllowance();
  let skipped = 0;
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH);
    const results = await Promise.all(batch.map(path => readInput(gatherer, path, kind)));
    for (const [index, taken] of results.entries()) {
      findings.push(...taken.findings);
      if (taken === NOTHING) skipped++;
      if (taken.input === undefined) continue;
      const {file, folder = file} = batch[index]!;
      const tooMuch = allowance.take(taken.input.source.text);
      if (tooMuch === undefined) inputs.push(taken.input);
      else if (tooMuch.limit === 'file')
        findings.push(inputFinding('input-too-large', {file, why: tooMuch.why}));
      else {
        const why = `there are ${tooMuch.why}`;
        return {
          inputs: [],
          findings: [...findings, inputFinding('input-too-many', {file: folder, why})],
          skipped,
        };
      }
    }
  }
  return {inputs, findings, skipped};
}

/** A folder that was named has to hold something: a slip in its name would pass for a clean cluster otherwise. */
function barrenFindings(folders: readonly InputPath[], {inputs, findings}: GatheredInputs): Finding[] {
  const holdsNothing = ({file, path}: InputPath): boolean => {
    // As the files in it are called: without the `./` of what the user typed.
    const below = join(file, 'x').slice(0, -1);
    return (
      !inputs.some(({source}) => source.path.startsWith(join(path, '/'))) &&
      !findings.some(finding => finding.file === file || finding.file.startsWith(below))
    );
  };
  return folders.filter(holdsNothing).map(({file}) => inputFinding('input-nothing', {file}));
}

/**
 * Reads what the user named, and tells for each file what it is. Never throws for what stands there: a file that
 * cannot be read, or is nothing of etcd's although it was named, is a finding.
 */
export async function gatherInputs(
  gatherer: InputGatherer,
  {paths: named, kind}: GatherOptions,
): Promise<GatheredInputs> {
  const found = await findInputFiles(gatherer, named);
  const read = await readAll(gatherer, found.paths, kind);
  const findings = [...found.findings, ...read.findings];
  const isTooMuch = findings.some(({rule}) => rule === 'input-too-many');
  const barren = isTooMuch ? [] : barrenFindings(found.folders, {...read, findings});
  return {inputs: read.inputs, findings: [...findings, ...barren], skipped: found.skipped + read.skipped};
}
