import {dockerCommandOf} from './docker-command.js';
import {dockerLaunches} from './docker-launch.js';
import type {Launch, Variable, Word} from './input.js';
import type {MappedText} from './mapped-text.js';
import type {SourceText} from './place.js';
import {startsIn} from './script-starts.js';
import type {ServiceContext} from './systemd-environment.js';

/** A command of a service that may run a container. */
export interface ContainerService {
  readonly words: readonly MappedText[];
  readonly variables: readonly Variable[];
  readonly workingDirectory: string;
  readonly label: string;
  readonly source: SourceText;
}

function wordOf(word: MappedText): Word {
  const base = {text: word.text, place: word.placeOf()};
  return word.isUnresolved() ? {...base, unresolved: true} : base;
}

/** Starts of etcd in a container that a service runs with `docker run` and the like. */
export function containerLaunches(
  {words, variables, workingDirectory, label, source}: ContainerService,
  {context, report}: ServiceContext,
): Launch[] {
  const [program] = words;
  if (program === undefined) return [];
  const command = {assignments: [], words: words.map(wordOf), exported: undefined, place: program.placeOf()};
  const argvOf = (argv: readonly Word[]): readonly Word[] | undefined =>
    dockerCommandOf(argv) === undefined ? undefined : argv;
  const {starts} = startsIn([command], argvOf, variables);
  return starts.flatMap(start => {
    const docker = dockerCommandOf(start.argv);
    if (docker === undefined) return [];
    const inFolder = {...start, folder: start.folder ?? workingDirectory};
    const {launches, findings} = dockerLaunches(docker, {start: inFolder, source, context, label});
    for (const finding of findings) report(finding);
    return launches.map(launch => ({...launch, label, input: 'systemd'}));
  });
}
