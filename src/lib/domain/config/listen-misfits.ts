import {findSetting, settingExists} from '../etcd-settings/lookup.js';
import {clientUrlOf, peerUrlOf} from '../nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../spec/schema.js';
import {printable} from '../text/printable.js';
import type {EtcdUrl} from '../process/etcd-url.js';
import {
  leadsTo,
  listenersOf,
  readUrls,
  unboundOf,
  urlTextOf,
  type FileSettings,
} from '../process/file-settings.js';
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
function isAsInSpec({spec, node}: Listening, kind: Kind, there: readonly EtcdUrl[]): boolean {
  const wanted = configSettings(spec, node).get(`listen-${kind}-urls`);
  const urls = readUrls(String(wanted));
  return urls.length > 0 && urls.every(url => there.some(listener => leadsTo(url, listener)));
}

function misfit(
  listening: Listening,
  kind: Kind,
  asked: readonly [wanted: string, ...string[]],
): string | undefined {
  const {spec, settings} = listening;
  const setting = `listen-${kind}-urls` as const;
  const there = listenersOf(settings, setting, spec.etcd.version);
  const isReached = readUrls(asked.join(',')).some(url => there.some(listener => leadsTo(url, listener)));
  if (isReached || isAsInSpec(listening, kind, there)) return undefined;
  const found = urlTextOf(settings, setting);
  return `listens for ${kind}s on ${printable(found, 300)}, where the spec has ${asked[0]}`;
}

/** How a member listens where no client of the spec asks for it, as a verb with what belongs to it; or undefined. */
export function clientMisfit(listening: Listening): string | undefined {
  return misfit(listening, 'client', [clientUrlOf(listening.spec, listening.node)]);
}

/** As above, for the other members. @param known peer URLs under which they know it, beside that of the spec */
export function peerMisfit(listening: Listening, known: readonly string[]): string | undefined {
  return misfit(listening, 'peer', [peerUrlOf(listening.spec, listening.node)!, ...known]);
}

/** What clients and members do not ask for, and with what etcd does not start all the same. */
const FURTHER = ['listen-client-http-urls', 'listen-metrics-urls'] as const;

/** As above, for what else a member is to listen on: any that its etcd does not take, in each setting that it knows. */
export function unboundMisfits({spec, settings}: Listening): string[] {
  const {version} = spec.etcd;
  const known = FURTHER.filter(setting => settingExists(findSetting(setting)!, version));
  return known.flatMap(setting =>
    unboundOf(settings, setting, version).map(url => `cannot listen on ${printable(url, 300)} (${setting})`),
  );
}
