import type {Adapters} from '../adapters/adapters.js';
import type {NodeLaunch} from '../adapters/host/host.js';
import {fatalReason} from '../domain/cluster/fatal-reason.js';

/** The tail of a log holds the reason; what an earlier run wrote is further up. */
const TAIL_BYTES = 16 * 1024;

/** Why the process of a node ended, in etcd's own words, as far as its log tells. */
export async function explainExit({files}: Pick<Adapters, 'files'>, launch: NodeLaunch): Promise<string> {
  const {text} = await files.readTail(launch.logFile, TAIL_BYTES);
  return fatalReason(text) ?? 'its log gives no reason';
}
