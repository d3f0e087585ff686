import {posix} from 'node:path';

import type {Finding} from '../findings/finding.js';
import {settingOf} from '../process/role-settings.js';
import {printable} from '../text/printable.js';
import type {Variable} from './input.js';
import {LineIndex, type SourceText} from './place.js';
import {tooManyStarts, type ScriptStart} from './script-starts.js';
import {listExported, type ShellCommand} from './shell-lexer.js';
import {SHELL_NOT_EXPORTED, SHELL_OPEN_QUOTE, SHELL_STRAY_FLAGS} from './shell-slips.js';
import {MOST_TOKENS, shellTokens} from './shell-tokens.js';
import {slipOf} from './slip.js';

/** A script, and what of it starts etcd. */
export interface ReadScript {
  readonly source: SourceText;
  readonly commands: readonly ShellCommand[];
  readonly starts: readonly ScriptStart[];
}

/** Flags below a start that was meant to go on. */
function strayFlags({commands, starts}: ReadScript): Finding[] {
  const starting = new Set(starts.map(({command}) => command));
  return commands.flatMap(({words: [program], place}, index) => {
    const before = commands[index - 1];
    if (program === undefined || before === undefined || !starting.has(before)) return [];
    if (!/^--?[A-Za-z]/.test(program.text)) return [];
    return [
      slipOf(SHELL_STRAY_FLAGS, {
        place,
        message: `the command above ended before this line: a shell takes "${printable(program.text, 60)}" for a program`,
        fix: 'end the line above with a backslash and nothing behind it, not even a blank or a comment',
      }),
    ];
  });
}

/** Each token has a letter or more, so that most texts need not be asked. */
function cutShort({source}: ReadScript): Finding[] {
  if (source.text.length <= MOST_TOKENS) return [];
  const {end} = shellTokens(source.text);
  return end === undefined ? [] : [tooManyStarts(new LineIndex(source).placeOf(end))];
}

/** Only where a start is what the quote swallows: prose has apostrophes. */
function openQuote({source, commands, starts}: ReadScript): Finding[] {
  const last = starts.at(-1)?.command;
  if (last === undefined || last !== commands.at(-1)) return [];
  const offset = shellTokens(source.text).openQuote;
  if (offset === undefined) return [];
  const place = new LineIndex(source).placeOf(offset, 1);
  if ((place.line ?? 0) < (last.place.line ?? 0)) return [];
  const quote = source.text[offset]!;
  const message = 'this quote never closes: a shell reads to the end of the file and runs nothing';
  return [slipOf(SHELL_OPEN_QUOTE, {place, message, fix: `close it with ${quote}`})];
}

/** Whether the program of a start has a setting of that name. */
function isSetting({name}: Variable, program: string): boolean {
  const isCtl = program === 'etcdctl';
  const prefix = isCtl ? 'ETCDCTL_' : 'ETCD_';
  if (!name.startsWith(prefix)) return false;
  const flag = name.slice(prefix.length).toLowerCase().replaceAll('_', '-');
  return settingOf(isCtl ? 'etcdctl' : 'member', flag) !== undefined;
}

/** Names that the script uses itself, as in `--name $ETCD_NAME`. */
function usedNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$\{?[!#]?(ETCD\w*)/g)].map(([, name = '']) => name));
}

/** Variables that look as if they were meant for etcd, and stay in the shell. */
function notExported({source, commands, starts}: ReadScript): Finding[] {
  const start = starts.find(({argv: [program]}) =>
    /^etcd(?:ctl)?$/.test(posix.basename(program?.text ?? '')),
  );
  if (start === undefined) return [];
  const program = posix.basename(start.argv[0]!.text);
  // What sudo holds back is another slip.
  const reaching = new Set(
    [...start.environment, ...listExported(start.command.exported)].map(({name}) => name),
  );
  const used = usedNames(source.text);
  const before = commands.slice(0, commands.indexOf(start.command));
  const kept = before
    .flatMap(({words, assignments}) => (words.length === 0 ? assignments : []))
    .filter(
      variable => isSetting(variable, program) && !reaching.has(variable.name) && !used.has(variable.name),
    );
  const [first, ...others] = kept;
  if (first === undefined) return [];
  const name = printable(first.name, 60);
  const shown = others.length === 0 ? `${name} is` : `${name} and ${others.length} more are`;
  return [
    slipOf(SHELL_NOT_EXPORTED, {
      place: first.place,
      message: `${shown} set and not exported: ${program} does not get ${others.length === 0 ? 'it' : 'them'}`,
      fix: others.length === 0 ? `export ${name}` : 'write "set -a" before them',
    }),
  ];
}

/** Slips of the script itself, where they change what etcd gets. */
export function scriptFindings(script: ReadScript): Finding[] {
  return [...cutShort(script), ...openQuote(script), ...strayFlags(script), ...notExported(script)];
}
