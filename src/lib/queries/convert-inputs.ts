import type {Adapters} from '../adapters/adapters.js';
import type {Artifact} from '../domain/artifacts/artifact.js';
import type {ConvertTarget, Lost, NodeProcess, Note, Remarks, Source} from '../domain/convert/conversion.js';
import {freeNames} from '../domain/convert/free-names.js';
import {relativeNotes} from '../domain/convert/process-remarks.js';
import {sourceOfProcess, sourcesOfSpec} from '../domain/convert/source.js';
import {clusterNameOf, tokenOf} from '../domain/convert/spec/cluster-of-spec.js';
import type {Candidate} from '../domain/convert/spec/place-node.js';
import {toSpec} from '../domain/convert/spec/to-spec.js';
import {toFiles} from '../domain/convert/to-files.js';
import type {InputKind} from '../domain/inputs/input.js';
import {SPEC_FILE} from '../domain/layout/layout.js';
import {nameOf} from '../domain/process/values.js';
import {printable} from '../domain/text/printable.js';
import {fixesOf} from '../domain/findings/finding.js';
import {OpsError} from '../errors/ops-error.js';
import {readConvertible, type ConvertReader, type ReadInputs} from './read-convertible.js';
import {artifactTexts, type RenderedFile} from './render-artifacts.js';

export interface ConvertRequest {
  /** Files, folders, or `-` for standard input. */
  readonly paths: readonly string[];
  readonly target: ConvertTarget;
  /** Of all paths, instead of what their content says. */
  readonly kind?: InputKind | undefined;
  /** Only these, by name. */
  readonly nodes?: readonly string[] | undefined;
  /** `3.5`, `3.5.12`; counts for all. */
  readonly etcdVersion?: string | undefined;
  /** Absolute: where the result is going to stand, as far as its paths depend on it. */
  readonly folder: string;
}

export interface Converted extends Remarks {
  readonly files: readonly RenderedFile[];
}

type Converter = ConvertReader & Pick<Adapters, 'templates'>;

/** How many names of files the first line of a result repeats. */
const NAMED_FILES = 3;

interface Chosen {
  readonly sources: readonly Source[];
  readonly candidates: readonly Candidate[];
  readonly remarks: Remarks;
}

/** Everything that the inputs start, under names that files can have, as far as it is asked for. */
function choose({processes, specs, folderOf}: ReadInputs, {target, nodes}: ConvertRequest): Chosen {
  const fromSpecs = specs.flatMap(({spec, folder}) => sourcesOfSpec(spec, folder));
  const names = freeNames([...fromSpecs.map(({name}) => name), ...processes.map(nameOf)]);
  const ofSpecs = fromSpecs.map((source, index) => ({...source, name: names[index]!}));
  const ofProcesses = processes.map((process, index) => {
    const origin = {name: names[ofSpecs.length + index]!, folder: folderOf(process)};
    return {process, ...sourceOfProcess(process, target, origin)};
  });
  const all = [...ofSpecs, ...ofProcesses.map(({source}) => source)];
  const wanted = selectNames(all, nodes);
  const chosen = ofProcesses.filter(({source}) => wanted.has(source));
  return {
    sources: all.filter(source => wanted.has(source)),
    candidates: chosen.map(({process, source}) => ({process, source})),
    remarks: {
      lost: chosen.flatMap(({lost}) => lost),
      notes: [
        ...ofSpecs.filter(source => wanted.has(source)).flatMap(source => relativeNotes(source)),
        ...chosen.flatMap(({notes}) => notes),
      ],
    },
  };
}

function selectNames(sources: readonly Source[], names: readonly string[] | undefined): ReadonlySet<Source> {
  if (names === undefined || names.length === 0) return new Set(sources);
  const isNamed =
    (name: string) =>
    (source: Source): boolean =>
      source.member === name || source.name === name;
  const unknown = names.find(name => !sources.some(isNamed(name)));
  if (unknown !== undefined) {
    const known = [...new Set(sources.map(({member}) => member))].slice(0, 20).join(', ');
    throw new OpsError('E_USAGE', `--node: the inputs describe no "${printable(unknown, 60)}"`, {
      hints: [`they describe ${known}`],
    });
  }
  return new Set(sources.filter(source => names.some(name => isNamed(name)(source))));
}

function madeBy(files: readonly string[]): string {
  const shown = files
    .slice(0, NAMED_FILES)
    .map(file => (file === '-' ? 'standard input' : printable(file, 200)));
  const more = files.length > NAMED_FILES ? ` and ${files.length - NAMED_FILES} more` : '';
  return `Made by \`etcdops convert\` from ${shown.join(', ')}${more}.`;
}

function specArtifact(
  {candidates}: Chosen,
  {folder}: ConvertRequest,
  origin: string,
): Remarks & {artifact: Artifact} {
  const result = toSpec(candidates, folder);
  if ('refused' in result) {
    const shown = result.refused.slice(0, 8).map(({message}) => message);
    const hints = fixesOf(result.refused).slice(0, 8);
    throw new OpsError('E_CANNOT_CONVERT', shown.join('\n  '), {hints});
  }
  const {spec, lost, notes} = result;
  const comment = `${origin}\nWhat the cluster should be. After a change: etcdops plan shows what follows from it, etcdops apply does it.`;
  return {
    artifact: {
      path: SPEC_FILE,
      format: 'config',
      mode: 0o644,
      body: {kind: 'yaml', value: spec, comment, compact: true},
    },
    lost,
    notes,
  };
}

function clusterOf({processes, specs}: ReadInputs): string {
  const members: NodeProcess[] = processes.filter(({role}) => role === 'member');
  return specs[0]?.spec.cluster ?? clusterNameOf(tokenOf(members));
}

/** A spec is the one target that a spec cannot become. */
function assertNoSpec({specs}: ReadInputs, {target}: ConvertRequest): void {
  const [spec] = specs;
  if (target !== 'spec' || spec === undefined) return;
  throw new OpsError('E_USAGE', `${printable(spec.file)} is a spec already`, {
    hints: ['name the other files only, or another target: --to config'],
  });
}

/** Reads the inputs and makes of them what is asked for. Nothing is written. */
export async function convertInputs(adapters: Converter, request: ConvertRequest): Promise<Converted> {
  const read = await readConvertible(adapters, request);
  assertNoSpec(read, request);
  const chosen = choose(read, request);
  const origin = madeBy(read.files);
  const lost: Lost[] = [...chosen.remarks.lost];
  const notes: Note[] = [...read.notes, ...chosen.remarks.notes];
  const artifacts: Artifact[] = [];
  if (request.target === 'spec') {
    const made = specArtifact(chosen, request, origin);
    artifacts.push(made.artifact);
    lost.push(...made.lost);
    notes.push(...made.notes);
  } else {
    const input = {sources: chosen.sources, target: request.target, cluster: clusterOf(read), madeBy: origin};
    const made = toFiles(input);
    artifacts.push(...made.artifacts);
    lost.push(...made.lost);
    notes.push(...made.notes);
  }
  return {files: await artifactTexts(adapters, artifacts), lost, notes};
}
