import type {Finding} from '../findings/finding.js';
import {printable} from '../text/printable.js';
import type {ContainerStart} from './container-start.js';
import {bitnamiVariables} from './container-start.js';
import {FLAG_AS_PROGRAM, UNREAD_VARIABLE} from './container-slips.js';
import type {Variable} from './input.js';
import {commandLaunch, isReadByShell, type CommandLaunch} from './mapped-command.js';
import type {MappedText} from './mapped-text.js';
import type {Place} from './place.js';
import {slipOf} from './slip.js';

/** What a container is started with. */
export interface ContainerInput {
  readonly start: ContainerStart;
  readonly environment: readonly Variable[];
  /** Where the image is named. */
  readonly imagePlace: Place;
}

export interface ContainerLaunch {
  readonly launch: CommandLaunch;
  readonly findings: readonly Finding[];
}

/** Where a word has something that a shell would fill in, and nobody else does; -1 where it has nothing. */
function shellVariableIn(word: MappedText): number {
  const at = word.text.search(/\$(?:[A-Za-z_{(])|`/);
  return at !== -1 && word.isUnresolved(at, at + 1) ? -1 : at;
}

/** Words in which nobody fills in what is written for a shell. */
function checkVariables(words: readonly MappedText[]): {words: readonly MappedText[]; findings: Finding[]} {
  const findings: Finding[] = [];
  if (isReadByShell(words)) return {words, findings};
  const checked = words.map(word => {
    const at = shellVariableIn(word);
    if (at === -1) return word;
    const rest = word.text.slice(at);
    findings.push(
      slipOf(UNREAD_VARIABLE, {
        place: word.placeOf(at),
        message: `no shell reads this command: etcd gets "${printable(rest)}" as it stands`,
        fix: 'write the value itself',
      }),
    );
    return word.asUnresolved();
  });
  return {words: checked, findings};
}

/** The start of etcd in a container; undefined where it runs something else. */
export function containerLaunch({
  start,
  environment,
  imagePlace,
}: ContainerInput): ContainerLaunch | undefined {
  const {flagAsProgram, isPrepared, isOpen} = start;
  const {words, findings} = checkVariables(start.words);
  const found = commandLaunch(words, isPrepared ? bitnamiVariables(environment, imagePlace) : environment);
  if (found === undefined) return undefined;
  const launch: CommandLaunch = isOpen ? {...found, isIncomplete: true} : found;
  if (flagAsProgram === undefined) return {launch, findings};
  const slip = slipOf(FLAG_AS_PROGRAM, {
    place: flagAsProgram.placeOf(),
    message: `the image has no entrypoint, so that "${printable(flagAsProgram.text)}" is taken for the program`,
    fix: 'put etcd before it',
  });
  return {launch, findings: [slip, ...findings]};
}
