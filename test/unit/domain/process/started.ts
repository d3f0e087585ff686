import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import {ConfigKeys} from '../../../../src/lib/domain/process/read-config-tree.js';
import {resolveProcess} from '../../../../src/lib/domain/process/resolve.js';

/** The process of a start with these flags; a word with `?` is known to its machine alone. */
export function started(argv: readonly string[], version = '3.7.3'): EtcdProcess {
  const place = {file: 'start', line: 1};
  const words = ['etcd', ...argv].map(text => ({
    text,
    place,
    ...(text.includes('?') ? {unresolved: true as const} : {}),
  }));
  const context = {
    fileAt: () => ({kind: 'unread'}) as const,
    filesIn: () => [],
    yaml: () => [],
    keys: new ConfigKeys(),
    version,
    isForced: true,
  };
  return resolveProcess({label: 'start', input: 'shell', place, argv: words, environment: []}, context);
}
