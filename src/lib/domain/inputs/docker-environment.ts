import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import type {DockerCommand} from './docker-command.js';
import type {ReadContext, Variable, Word} from './input.js';
import {readEnvFile} from './read-env.js';
import {isName} from './shell-assignment.js';
import {restOfWord} from './word-part.js';

/** What a container gets in variables. */
export interface DockerEnvironment {
  readonly variables: readonly Variable[];
  /** A file that is not here, or a name that only the machine knows. */
  readonly isIncomplete: boolean;
  readonly findings: readonly Finding[];
}

export interface DockerClient {
  /** Variables of the docker client, for `-e NAME`. */
  readonly variables: readonly Variable[];
  /** Where the client runs. */
  readonly folder: string;
  readonly context: ReadContext;
}

/** `-e A=1`, or `-e A` with the value that the client has. */
function variableOf(word: Word, client: ReadonlyMap<string, Variable>): Variable | undefined {
  const equals = word.text.indexOf('=');
  const name = equals === -1 ? word.text : word.text.slice(0, equals);
  if (!isName(name)) return undefined;
  if (equals === -1) {
    const {place} = word;
    return client.get(name) ?? {name, value: `$${name}`, place, unresolved: true};
  }
  const {text: value, place, unresolved} = restOfWord(word, equals + 1);
  return {name, value, place, ...(unresolved ? {unresolved} : {})};
}

function readFiles(words: readonly Word[], program: string, client: DockerClient): DockerEnvironment {
  const read = words.flatMap(({text, unresolved}) => {
    const answer = unresolved ? undefined : client.context.fileAt(text, client.folder);
    return answer?.kind === 'text'
      ? [readEnvFile(answer.source, program === 'podman' ? 'dotenv' : 'docker')]
      : [];
  });
  return {
    variables: read.flatMap(({variables}) => variables),
    findings: read.flatMap(({findings}) => findings),
    isIncomplete: read.length < words.length,
  };
}

/** The variables of `--env-file` and `-e`; those of `-e` win. */
export function dockerEnvironment(
  {options, program}: Pick<DockerCommand, 'options' | 'program'>,
  client: DockerClient,
): DockerEnvironment {
  const inClient = new Map(client.variables.map(variable => [variable.name, variable]));
  const words = options.get('env') ?? [];
  const given = words.flatMap(word => variableOf(word, inClient) ?? []);
  const names = new Set(given.map(({name}) => name));
  const files = readFiles(options.get('env-file') ?? [], posix.basename(program), client);
  return {
    variables: [...files.variables.filter(({name}) => !names.has(name)), ...given],
    isIncomplete: files.isIncomplete || given.length < words.length,
    findings: files.findings,
  };
}
