import type {Place} from '../inputs/place.js';
import {addressesOf, ADVERTISE_SETTINGS, type AdvertiseSetting} from '../process/addresses.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isBad, type EtcdUrl} from '../process/etcd-url.js';

export interface Advertised {
  readonly setting: AdvertiseSetting;
  readonly url: EtcdUrl;
  readonly place: Place;
}

/** What somebody wrote for a member to advertise, as far as etcd can read it. */
export function advertisedUrls(process: EtcdProcess): Advertised[] {
  if (process.role !== 'member') return [];
  const addresses = addressesOf(process);
  return ADVERTISE_SETTINGS.flatMap(setting =>
    addresses[setting].written.flatMap(({url, place}) => (isBad(url) ? [] : [{setting, url, place}])),
  );
}

/** Who reaches a member by what it advertises there. */
export function whoReaches(setting: AdvertiseSetting): string {
  return setting === 'advertise-client-urls' ? 'clients' : 'the other members';
}
