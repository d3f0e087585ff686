import {shellQuote} from '../domain/text/shell-quote.js';

export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const LINE: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}=${shellQuote(value)}`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  powershell: (name, value) => `$Env:${name} = '${value.replaceAll("'", "''")}'`,
};

/** Lines that a shell evaluates, and how to. */
export function envView({shell, env}: {shell: Shell; env: Readonly<Record<string, string>>}): string {
  const hint: Readonly<Record<Shell, string>> = {
    sh: '# Run: eval "$(etcdops env)"',
    fish: '# Run: etcdops env --shell fish | source',
    powershell: '# Run: etcdops env --shell powershell | Invoke-Expression',
  };
  return [...Object.entries(env).map(([name, value]) => LINE[shell](name, value)), hint[shell]].join('\n');
}
