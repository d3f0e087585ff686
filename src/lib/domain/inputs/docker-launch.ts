import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import {etcdImageOf, type ContainerImage} from './container-image.js';
import {FLAG_AS_PROGRAM} from './container-slips.js';
import type {DockerCommand} from './docker-command.js';
import {BITNAMI_RUN, bitnamiFlags, bitnamiVariables, type ContainerStart} from './container-start.js';
import {dockerEnvironment, type DockerEnvironment} from './docker-environment.js';
import {mountsOf} from './docker-mounts.js';
import {etcdCommandsOf, type EtcdCommand} from './etcd-command.js';
import type {InputMount, Launch, ReadContext, ReadResult, Word} from './input.js';
import type {SourceText} from './place.js';
import {folderFrom, type ScriptStart} from './script-starts.js';
import {slipOf} from './slip.js';
import {mapOf} from './started-programs.js';

interface ContainerProgram extends Pick<ContainerStart, 'isPrepared' | 'isOpen'> {
  readonly words: readonly Word[];
  readonly findings: readonly Finding[];
}

/** What an image of etcd makes of the command behind it. */
function programOfImage(
  {kind, isEntrypoint}: ContainerImage,
  {target, words}: DockerCommand,
  mounts: readonly InputMount[],
): ContainerProgram {
  const [first, ...others] = words;
  const implied = (text: string): Word => ({text, place: target.place});
  const etcd = implied('etcd');
  if (kind === 'bitnami' && (first === undefined || first.text === BITNAMI_RUN)) {
    const flags = bitnamiFlags(mounts).map(implied);
    return {words: [etcd, ...flags, ...others], findings: [], isPrepared: true};
  }
  if (first === undefined) return {words: [etcd], findings: [], ...(kind === 'other' ? {isOpen: true} : {})};
  if (!first.text.startsWith('-')) return {words, findings: []};
  const takesFlags = kind === 'other' || isEntrypoint === true;
  const slip = slipOf(FLAG_AS_PROGRAM, {
    place: first.place,
    message: `the image has no entrypoint, so that "${printable(first.text)}" is taken for the program`,
    fix: 'put etcd before it',
  });
  return {words: [etcd, ...words], findings: takesFlags ? [] : [slip]};
}

function programOf(
  command: DockerCommand,
  image: ContainerImage | undefined,
  mounts: readonly InputMount[],
): ContainerProgram {
  const {options, words} = command;
  const entrypoint = options.get('entrypoint')?.at(-1);
  if (entrypoint !== undefined) {
    return {words: entrypoint.text === '' ? words : [entrypoint, ...words], findings: []};
  }
  return image === undefined ? {words, findings: []} : programOfImage(image, command, mounts);
}

function hasHostNetwork(options: DockerCommand['options']): boolean {
  return [...(options.get('network') ?? []), ...(options.get('net') ?? [])].some(({text}) => text === 'host');
}

interface Container {
  readonly label: string;
  readonly start: ScriptStart;
  readonly environment: DockerEnvironment;
  /** What is known of its image and its options. */
  readonly facts: Partial<Launch>;
}

function toLaunch(command: EtcdCommand, {label, start, environment, facts}: Container): Launch {
  const isIncomplete = environment.isIncomplete || command.isIncomplete === true;
  return {
    label,
    input: 'docker',
    place: start.command.place,
    argv: command.argv,
    environment: [...(command.clearedBy === undefined ? environment.variables : []), ...command.environment],
    inContainer: true,
    ...(isIncomplete ? {isIncomplete} : {}),
    ...facts,
  };
}

function factsOf(
  {verb, options}: DockerCommand,
  image: ContainerImage | undefined,
  mounts: readonly InputMount[],
): Partial<Launch> {
  const workdir = options.get('workdir')?.at(-1);
  const inside = workdir === undefined || workdir.unresolved ? {} : {workingDirectory: workdir.text};
  // A program that joins a container finds the variables there.
  if (verb === 'exec') return {isIncomplete: true, ...inside};
  return {
    ...inside,
    ...(image?.version === undefined ? {} : {version: image.version}),
    ...(mounts.length === 0 ? {} : {mounts}),
    ...(hasHostNetwork(options) ? {} : {ownNetwork: true}),
  };
}

/** The name of the container. */
function nameOf({verb, options, target}: DockerCommand): string | undefined {
  const name = verb === 'exec' ? target : options.get('name')?.at(-1);
  return name?.unresolved ? undefined : name?.text;
}

/** The script that holds a docker command. */
export interface DockerScript {
  readonly start: ScriptStart;
  readonly source: SourceText;
  readonly context: ReadContext;
  /** What a container without a name is called. */
  readonly label: string;
}

/** The starts of etcd in a container that a command line runs, or runs in. */
export function dockerLaunches(
  command: DockerCommand,
  {start, source, context, label}: DockerScript,
): ReadResult {
  const {target} = command;
  const folder = folderFrom(source.path, start.folder ?? '.');
  const given = dockerEnvironment(command, {variables: start.environment, folder, context});
  const image = command.verb === 'run' ? etcdImageOf(target.text) : undefined;
  const mounts = mountsOf(command.options, folder);
  const {words, findings, isPrepared, isOpen}: ContainerProgram =
    command.verb === 'run' ? programOf(command, image, mounts) : {words: command.words, findings: []};
  const environment = isPrepared
    ? {...given, variables: bitnamiVariables(given.variables, target.place)}
    : given;
  const commands = etcdCommandsOf(words, mapOf(environment.variables));
  if (commands.length === 0) return {launches: [], findings: []};
  const facts: Partial<Launch> = {
    ...factsOf(command, image, mounts),
    ...(isOpen ? {isIncomplete: true} : {}),
  };
  const container: Container = {label: nameOf(command) ?? label, start, environment, facts};
  return {
    launches: commands.map(found => toLaunch(found, container)),
    findings: [...findings, ...environment.findings],
  };
}
