import type {Launch} from '../../src/lib/domain/inputs/input.js';
import {NEWEST_KNOWN} from '../../src/lib/domain/etcd-version/version.js';
import type {EtcdProcess} from '../../src/lib/domain/process/etcd-process.js';
import {ConfigKeys} from '../../src/lib/domain/process/read-config-tree.js';
import {resolveProcess} from '../../src/lib/domain/process/resolve.js';
import {launchOf} from './launch-of.js';

const KEYS = new ConfigKeys();

/** What etcd makes of a command line without quotes; `launch` says more of its start. No other file is there. */
export function processOf(
  line: string,
  version: string = NEWEST_KNOWN['3.7'],
  launch: Partial<Launch> = {},
): EtcdProcess {
  return resolveProcess(
    {...launchOf(line.split(/\s+/)), ...launch},
    {
      keys: KEYS,
      version,
      isForced: true,
      fileAt: path => ({kind: 'absent', path}),
      filesIn: () => [],
      yaml: () => [],
    },
  );
}
