import {clientUrlOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {printable} from '../text/printable.js';
import {leadsTo, readUrls, urlsOf, urlTextOf, type FileSettings} from '../process/file-settings.js';
import {configSettings} from './node-settings.js';

export interface Listening {
  readonly spec: ClusterSpec;
  /** A member. */
  readonly node: SpecNode;
  /** Of its config file. */
  readonly settings: FileSettings;
}

type Kind = 'client' | 'peer';

/** By the spec itself a member may listen elsewhere than it is asked: what stands between is not known here. */
function isAsInSpec({spec, node, settings}: Listening, kind: Kind): boolean {
  const wanted = configSettings(spec, node).get(`listen-${kind}-urls`);
  const urls = readUrls(String(wanted));
  const there = urlsOf(settings, `listen-${kind}-urls`);
  return urls.length > 0 && urls.every(url => there.some(listener => leadsTo(url, listener)));
}

function isReached({settings}: Listening, kind: Kind, asked: readonly string[]): boolean {
  const there = urlsOf(settings, `listen-${kind}-urls`);
  return readUrls(asked.join(',')).some(url => there.some(listener => leadsTo(url, listener)));
}

function misfit({settings}: Listening, kind: Kind, wanted: string): string {
  const found = urlTextOf(settings, `listen-${kind}-urls`);
  return `listens for ${kind}s on ${printable(found, 300)}, where the spec has ${wanted}`;
}

/** How a member listens where no client of the spec asks for it, as a verb with what belongs to it; or undefined. */
export function clientMisfit(listening: Listening): string | undefined {
  const wanted = clientUrlOf(listening.spec, listening.node);
  const fits = isReached(listening, 'client', [wanted]) || isAsInSpec(listening, 'client');
  return fits ? undefined : misfit(listening, 'client', wanted);
}

/** As above, for the other members. @param known peer URLs under which they know it, beside that of the spec */
export function peerMisfit(listening: Listening, known: readonly string[]): string | undefined {
  const wanted = peerUrlOf(listening.spec, listening.node)!;
  const fits = isReached(listening, 'peer', [wanted, ...known]) || isAsInSpec(listening, 'peer');
  return fits ? undefined : misfit(listening, 'peer', wanted);
}
