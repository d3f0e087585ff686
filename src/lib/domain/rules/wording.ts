import {toConfigObject, type ConfigObject} from '../config/encode.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';

/** A value as messages show it. */
export function shown(value: string, max = 60): string {
  return `"${printable(value, max)}"`;
}

/** A value from outside inside a sentence, with room for a path. */
export function quoted(value: string): string {
  return shown(value, 120);
}

/** `a`, `a and b`, `a, b and c`; what is over the limit is only counted. */
export function enumerated(texts: readonly string[], limit = 3): string {
  const over = texts.length - limit;
  const parts = over > 0 ? [...texts.slice(0, limit), `${over} more`] : texts;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `3.4 and 3.5`-like: in which versions of etcd there is a setting. */
export function versionsWith({ranges}: EtcdSetting): string {
  const parts = ranges.map(({since, until}) => {
    // Older versions are none that etcdops knows.
    if (since === '3.4.0') return until === undefined ? 'every version' : `versions before ${until}`;
    return until === undefined ? `${since} and later` : `${since} to before ${until}`;
  });
  return enumerated(parts, parts.length);
}

/** A text that YAML 1.1 does not take for anything else. */
const PLAIN_TEXT = /^(?!(?:y|yes|n|no|true|false|on|off|null)$)[a-z_/][\w./:@%+=,-]*(?<!:)$/i;

function yamlText(value: ConfigObject[string] | undefined): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  return PLAIN_TEXT.test(value) ? value : JSON.stringify(value);
}

function lineIn(object: ConfigObject, blocks: string): string | undefined {
  const entry = Object.entries(object)[0];
  if (entry === undefined) return undefined;
  const [key, value] = entry;
  if (typeof value === 'object' && !Array.isArray(value)) return lineIn(value, `${blocks} ${key}:`);
  return `${key}: ${yamlText(value)}${blocks === '' ? '' : ` under${blocks}`}`;
}

/** `election-timeout: 1000`, or `cert-file: /x under client-transport-security:` */
function configLine(name: string, value: string, version: string): string | undefined {
  const line = lineIn(toConfigObject(new Map([[name, value]]), version), '');
  return line === undefined ? undefined : printable(line, 200);
}

function variableName(flag: string, prefix = 'ETCD'): string {
  return `${prefix}_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** How a setting is written in the same way as another one of that process; undefined where that way has none. */
export function lineLike(
  {via}: Pick<Assignment, 'via'>,
  {name, value}: {name: string; value: string},
  {role, version}: Pick<EtcdProcess, 'role' | 'version'>,
): string | undefined {
  if (via === 'config-file') return configLine(name, value, version);
  if (via === 'flag') return printable(`--${name}=${value}`, 200);
  return printable(`${variableName(name, role === 'etcdctl' ? 'ETCDCTL' : 'ETCD')}=${value}`, 200);
}

/** `write …`: the line that gives a setting another value, written as it was. */
export function rewritten(assignment: Assignment, value: string, process: EtcdProcess): {fix?: string} {
  const line = lineLike(assignment, {name: assignment.name, value}, process);
  return line === undefined ? {} : {fix: `write ${line}`};
}

/** How the process has its other settings: what is missing is best written alike. */
function usualWay({configured, values}: EtcdProcess): Assignment['via'] {
  if (configured === 'config-file') return 'config-file';
  const vias = [...values.values()].map(({via}) => via);
  return vias.includes('variable') && !vias.includes('flag') ? 'variable' : 'flag';
}

/** The line that sets what is not set yet. */
export function newLine(process: EtcdProcess, name: string, value: string): string {
  const setting = {name, value};
  return lineLike({via: usualWay(process)}, setting, process) ?? printable(`--${name}=${value}`, 200);
}
