/** What oclif's manifest says of the commands, as far as completion needs it. */
export interface Grammar {
  readonly commands: readonly KnownCommand[];
  readonly topics: readonly KnownTopic[];
}

export interface KnownCommand {
  /** `bootstrap:static` */
  readonly id: string;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean;
  /** False where the last argument may be repeated. */
  readonly strict?: boolean | undefined;
  readonly args: Readonly<Record<string, KnownArg>>;
  readonly flags: Readonly<Record<string, KnownFlag>>;
}

export interface KnownTopic {
  readonly name: string;
  readonly description?: string | undefined;
}

export interface KnownArg {
  readonly name: string;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  /** The only values that it takes. */
  readonly options?: readonly string[] | undefined;
}

export interface KnownFlag extends KnownArg {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly helpGroup?: string | undefined;
  /** `FILE`, `NODE`, …: what kind of value it takes. */
  readonly helpValue?: string | readonly string[] | undefined;
  readonly exclusive?: readonly (string | {readonly name: string})[] | undefined;
}

function isBelow(id: string, path: readonly string[]): boolean {
  const words = id.split(':');
  return words.length > path.length && path.every((word, index) => words[index] === word);
}

/** The words that may follow a path of words: subcommands and topics, with what they are for. */
export function childrenOf({commands, topics}: Grammar, path: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const {id, hidden, summary, description} of commands) {
    if (hidden === true || !isBelow(id, path)) continue;
    const word = id.split(':')[path.length]!;
    const own = [...path, word].join(':');
    if (id === own) found.set(word, summary ?? description ?? '');
    else if (!found.has(word)) found.set(word, topics.find(({name}) => name === own)?.description ?? '');
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function findCommand({commands}: Grammar, path: readonly string[]): KnownCommand | undefined {
  return commands.find(({id}) => id === path.join(':'));
}
