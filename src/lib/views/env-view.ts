import type {SrvPlace} from '../domain/nodes/srv-target.js';
import {shellQuote} from '../domain/text/shell-quote.js';

export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

const LINE: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  sh: (name, value) => `export ${name}=${shellQuote(value)}`,
  fish: (name, value) => `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  powershell: (name, value) => `$Env:${name} = '${value.replaceAll("'", "''")}'`,
};

/** The line that shows the variables of a cluster; without the shell. */
export function envCommand(place: SrvPlace | undefined): string {
  if (place === undefined) return 'etcdops env';
  const {domain, name} = place;
  const named = name === undefined ? '' : ` --discovery-srv-name ${name}`;
  return `etcdops env --discovery-srv ${domain}${named}`;
}

export interface ShownEnv {
  readonly shell: Shell;
  readonly env: Readonly<Record<string, string>>;
  /** The line that shows them; default: that for the cluster of the spec. */
  readonly command?: string;
}

/** Lines that a shell evaluates, and how to. */
export function envView({shell, env, command = envCommand(undefined)}: ShownEnv): string {
  const hint: Readonly<Record<Shell, string>> = {
    sh: `# Run: eval "$(${command})"`,
    fish: `# Run: ${command} --shell fish | source`,
    powershell: `# Run: ${command} --shell powershell | Invoke-Expression`,
  };
  return [...Object.entries(env).map(([name, value]) => LINE[shell](name, value)), hint[shell]].join('\n');
}
