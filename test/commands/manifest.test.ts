import {describe, expect, it} from 'vitest';

import {readManifest, wordsOf, type ManifestCommand, type ManifestFlag} from './manifest.js';

function flagTitle({name, char, type, options, multiple, allowNo}: ManifestFlag): string {
  const value = type === 'boolean' ? '' : ` ${options?.join('|') ?? 'VALUE'}`;
  const letter = char === undefined ? '' : `-${char}, `;
  return `${letter}--${allowNo === true ? '[no-]' : ''}${name}${value}${multiple === true ? ' …' : ''}`;
}

function flagLine(flag: ManifestFlag): string {
  const {delimiter, env, required, exclusive, dependsOn, hidden} = flag;
  const notes: [note: string, holds: boolean][] = [
    [`split by ${delimiter}`, delimiter !== undefined],
    ['hidden', hidden === true],
    ['required', required === true],
    [`default ${JSON.stringify(flag.default)}`, flag.default !== undefined],
    [`$${env}`, env !== undefined],
    [`not with ${exclusive?.join(', ')}`, exclusive !== undefined],
    [`only with ${dependsOn?.join(', ')}`, dependsOn !== undefined],
  ];
  const shown = notes.filter(([, holds]) => holds).map(([note]) => note);
  return `  ${[flagTitle(flag), ...shown].join('; ')}`;
}

/** The contract of a command, a line for each argument and flag. */
function contractOf(command: ManifestCommand): string {
  const {aliases, args, flags, hidden, strict} = command;
  const notes = [
    hidden === true ? 'hidden' : '',
    strict === false ? 'any number of arguments' : '',
    ...aliases,
  ];
  const lines = Object.values(args).map(({name, required, multiple}) => {
    return `  ${name.toUpperCase()}${required === true ? ' (required)' : ''}${multiple === true ? ' …' : ''}`;
  });
  const title = [wordsOf(command).join(' '), ...notes.filter(note => note !== '')].join('; ');
  const flagLines = Object.values(flags)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(flagLine);
  return [title, ...lines, ...flagLines].join('\n');
}

const commands = readManifest();

describe('the command line', () => {
  // A change here is a change of the contract: it goes to the changelog, and away only with an ADR.
  it.each(commands.map(command => [command.id, command] as const))('%s', (_, command) => {
    expect(contractOf(command)).toMatchSnapshot();
  });

  it('has these commands', () => {
    expect(commands.map(({id}) => id).sort()).toMatchSnapshot();
  });

  it('means one thing by one letter', () => {
    const meanings = new Map<string, Set<string>>();
    for (const {flags} of commands) {
      for (const {char, name} of Object.values(flags)) {
        if (char !== undefined) meanings.set(char, (meanings.get(char) ?? new Set()).add(name));
      }
    }

    expect([...meanings].filter(([, names]) => names.size > 1)).toEqual([]);
  });

  it('gives one flag one type', () => {
    const types = new Map<string, Set<string>>();
    for (const {flags} of commands)
      for (const {name, type} of Object.values(flags))
        types.set(name, (types.get(name) ?? new Set()).add(type));

    expect([...types].filter(([, found]) => found.size > 1)).toEqual([]);
  });
});
