import {Config} from '@oclif/core/config';

import {nearest} from '../domain/text/nearest.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';

/** What oclif throws for a command that is in no manifest. */
export function isUnknownCommand(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error && /^command .* not found$/.test(error.message);
}

/** The error for a command line that begins with no known command, with the one that was likely meant. */
export async function unknownCommand(argv: readonly string[], root: string): Promise<OpsError> {
  const config = await Config.load(root);
  const commands = config.commands
    .filter(({hidden}) => hidden !== true)
    .map(({id}) => id.replaceAll(':', ' '));
  const known = [...commands, ...config.topics.map(({name}) => name.replaceAll(':', ' '))];
  const words = argv.filter(word => !word.startsWith('-'));
  const near = nearest(words.slice(0, 2).join(' '), known) ?? nearest(words[0] ?? '', known);
  // `bootstrap statik`: the first word is right, so it is the two together that are not there.
  const isTopic = known.some(id => id.startsWith(`${words[0]} `));
  const asked = words.slice(0, isTopic ? 2 : 1).join(' ');
  return new OpsError('E_USAGE', `etcdops has no command "${printable(asked, 40)}"`, {
    hints: [near === undefined ? 'etcdops --help lists the commands' : `did you mean: etcdops ${near}`],
  });
}
