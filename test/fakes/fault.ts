import {writeError} from '../../src/lib/adapters/files/file-errors.js';
import type {SnapshotWriter} from '../../src/lib/adapters/snapshot-files/snapshot-writer.js';
import type {Killer} from './crash.js';
import {intercepted} from './intercepted.js';

function failure(path: string, code: string): Error {
  return writeError(path, Object.assign(new Error(code), {code}));
}

/**
 * A disk that fails once, at the n-th effect (from 1), and is well again; with 0 never. What was to be done is not; but
 * of what was to be appended half is there, unless it may not be written at all. Each piece of a snapshot that is written
 * is an effect, and so is its end, which syncs it.
 */
export function createFault(at: number, code: 'EIO' | 'ENOSPC' | 'EACCES'): Killer {
  let effects = 0;

  function watchWriter(writer: SnapshotWriter, path: string): SnapshotWriter {
    return {
      async write(bytes) {
        if (++effects === at) throw failure(path, code);
        await writer.write(bytes);
      },
      async finish() {
        if (++effects !== at) return writer.finish();
        await writer.abandon();
        throw failure(path, code);
      },
      abandon: () => writer.abandon(),
    };
  }

  return {
    effects: () => effects,
    hasKilled: () => at > 0 && effects >= at,
    watch: (real, mutators) =>
      intercepted(real, mutators, async (act, {key, args}) => {
        const [path, text] = args.map(String);
        const isDue = ++effects === at;
        if (!isDue && key === 'create') return watchWriter((await act()) as SnapshotWriter, path!);
        if (!isDue) return act();
        if (key === 'appendDurable' && code !== 'EACCES') await act(path, text!.slice(0, text!.length / 2));
        throw failure(path!, code);
      }),
  };
}
