import type {Artifact} from '../artifacts/artifact.js';
import {composeFile} from '../artifacts/compose.js';
import {dockerScript} from '../artifacts/container.js';
import {
  argumentsOf,
  commandOf,
  configFile,
  environmentFile,
  flagsScript,
  procfile,
  startOrder,
  systemdUnit,
} from '../artifacts/process-files.js';
import type {ArtifactFormat} from '../spec/vocabulary.js';
import type {Lost, Note, Remarks, Source} from './conversion.js';
import {isRelative, pathsOf} from './process-paths.js';
import {containerOf, unmountable} from './source-container.js';

export interface FilesInput {
  readonly sources: readonly Source[];
  readonly target: ArtifactFormat;
  /** Of the cluster, for the names of containers and of a compose project. */
  readonly cluster: string;
  /** The line that says what made the files. */
  readonly madeBy: string;
}

export interface ConvertedFiles extends Remarks {
  readonly artifacts: readonly Artifact[];
}

/** Every target but a config file tells etcd all by flags or variables, so that it needs no second file. */
function unitOf(source: Source, madeBy: string): Artifact {
  const plan = {
    fileName: `etcd-${source.name}.service`,
    description: `etcd ${source.role} ${source.name}`,
    program: source.program,
    arguments: commandOf(source).flags,
    workingDirectory: pathsOf(source).some(isRelative) ? source.workingDirectory : null,
    stateDirectory: null,
  };
  return systemdUnit(source, plan, madeBy);
}

type PerSource = (source: Source, input: FilesInput) => Artifact | undefined;

const ONE_EACH: Partial<Record<ArtifactFormat, PerSource>> = {
  config: (source, {madeBy}) => configFile(source, madeBy),
  env: (source, {madeBy}) => environmentFile(source, madeBy),
  flags: (source, {madeBy}) => flagsScript(source, {program: source.program, upToFolder: null}, madeBy),
  systemd: (source, {madeBy}) => unitOf(source, madeBy),
  docker: (source, {madeBy, cluster}) =>
    dockerScript(source, {...containerOf(source, cluster), upToFolder: null}, madeBy),
};

function oneForAll({sources, target, cluster, madeBy}: FilesInput): (Artifact | undefined)[] {
  if (target === 'procfile') {
    const entries = startOrder(sources).map(source => ({
      name: source.name,
      argv: [source.program, ...commandOf(source).flags],
    }));
    return [procfile(entries, madeBy)];
  }
  if (target !== 'compose') return [];
  const services = sources.map(source => ({
    name: source.name,
    run: containerOf(source, cluster),
    dependsOn: [],
  }));
  return [composeFile(cluster, services, madeBy)];
}

/** etcd reads no variables for gateways and gRPC proxies. */
function withoutVariables({target, sources}: FilesInput): Lost[] {
  if (target !== 'env') return [];
  return sources
    .filter(({role}) => role === 'gateway' || role === 'grpc-proxy')
    .map(source => ({
      member: source.member,
      setting: `${source.role} start`,
      value: argumentsOf(source).slice(2).join(' '),
      why: `etcd reads no variables for a ${source.role}: --to flags`,
    }));
}

/** A unit and a Procfile are for everybody to read, and what they start for everybody to list. */
function withoutPasswords({target, sources}: FilesInput): Lost[] {
  if (target !== 'systemd' && target !== 'procfile') return [];
  return sources.flatMap(source =>
    commandOf(source).variables.map(({name}) => ({
      member: source.member,
      setting: 'discovery-password',
      value: '***',
      why: `all users could list it in a command line: set ${name} where only etcd reads it, or --to config`,
    })),
  );
}

function withoutVolumes({target, sources}: FilesInput): Lost[] {
  return target === 'docker' || target === 'compose' ? sources.flatMap(unmountable) : [];
}

const NOTES: Partial<Record<ArtifactFormat, string>> = {
  systemd: 'the units run etcd as root: add User= where a user of its own owns the data',
  docker: "the containers use the machine's network and see its folders under the same paths",
  compose: "the containers use the machine's network and see its folders under the same paths",
};

function notesOn({target, sources}: FilesInput): Note[] {
  const general = NOTES[target];
  const programs = target === 'systemd' && sources.some(({program}) => program === 'etcd');
  return [
    ...(general === undefined ? [] : [{message: general}]),
    ...(programs
      ? [{message: 'systemd needs the whole path of a program: /usr/local/bin/etcd was written'}]
      : []),
  ];
}

/** The files of a target other than the spec, and what they could not take along. */
export function toFiles(input: FilesInput): ConvertedFiles {
  const each = ONE_EACH[input.target];
  const artifacts = each === undefined ? oneForAll(input) : input.sources.map(source => each(source, input));
  return {
    artifacts: artifacts.filter(artifact => artifact !== undefined),
    lost: [...withoutVariables(input), ...withoutPasswords(input), ...withoutVolumes(input)],
    notes: notesOn(input),
  };
}
