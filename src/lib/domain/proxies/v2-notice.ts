import {configSettings} from '../config/node-settings.js';
import {membersOf} from '../nodes/node-urls.js';
import type {ClusterSpec} from '../spec/schema.js';

/** What the v2 API costs comes only with the upgrade to 3.6, long after it was turned on. */
export const V2_COST = [
  'etcd 3.6 does not start on data that something was written to by it:',
  'before that upgrade, check each member with etcdutl check v2store.',
] as const;

export const V2_OFF = 'The v2 API is off: the v2 proxies serve no /v2/keys.';

/** What a first v2 proxy means for members that are there already. */
export function v2Notice(spec: ClusterSpec): string {
  const speaks = membersOf(spec).some(node => String(configSettings(spec, node).get('enable-v2')) === 'true');
  if (!speaks) return V2_OFF;
  const first =
    'the members get the v2 API (enable-v2) with their next restart (etcdops restart): without it the proxy has nothing to serve.';
  return [first, ...V2_COST].join(' ');
}
