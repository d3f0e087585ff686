import {isNodeProcess, type NodeProcess} from '../../src/lib/domain/convert/conversion.js';
import type {InputKind, Launch} from '../../src/lib/domain/inputs/input.js';
import {ConfigKeys} from '../../src/lib/domain/process/read-config-tree.js';
import {resolveProcess} from '../../src/lib/domain/process/resolve.js';
import {readFiles} from './judge-files.js';

export interface StartOptions {
  readonly version?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the launch knows beside its words. */
  readonly launch?: Partial<Launch>;
  readonly input?: InputKind;
}

/** A word of which only the machine knows the value is written `?word`. */
function wordOf(text: string): Launch['argv'][number] {
  const place = {file: 'start.sh', line: 1};
  return text.startsWith('?') ? {text: text.slice(1), place, unresolved: true} : {text, place};
}

/** What etcd makes of a command line and variables, without any reader in between. */
export function startedProcess(
  argv: readonly string[],
  {version = '3.7.3', environment = {}, launch = {}, input = 'shell'}: StartOptions = {},
): NodeProcess {
  const process = resolveProcess(
    {
      label: 'start',
      input,
      place: {file: 'start.sh', line: 1},
      argv: argv.map(wordOf),
      environment: Object.entries(environment).map(([name, value]) => ({
        name,
        value,
        place: {file: 'start.sh', line: 1},
      })),
      ...launch,
    },
    {
      fileAt: path => ({kind: 'absent', path}),
      filesIn: () => [],
      yaml: () => [],
      keys: new ConfigKeys(),
      version,
      isForced: true,
    },
  );
  if (!isNodeProcess(process)) throw new Error('etcdctl has no files');
  return process;
}

/** What etcd makes of a config file. */
export async function configuredProcess(text: string, version = '3.7.3'): Promise<NodeProcess> {
  const {processes} = await readFiles({'etcd.yaml': text}, {version, kind: 'config'});
  const [process] = processes;
  if (process === undefined || !isNodeProcess(process)) throw new Error('no process in the file');
  return process;
}
