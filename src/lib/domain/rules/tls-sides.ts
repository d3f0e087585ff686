import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue} from '../process/values.js';
import {isWhole} from './judged.js';
import {clientListeners, isSecure, isSet, listenUrlsOf, type ListenUrl} from './listeners.js';

/** One of the two sides of a member, which have the same settings with another prefix. */
export interface TlsSide {
  readonly side: 'client' | 'peer';
  /** Full name of a setting of this side. */
  readonly nameOf: (name: string) => string;
  /** Name of the setting that asks for certificates. */
  readonly certAuth: string;
  readonly listeners: readonly ListenUrl[];
  readonly hasCert: boolean;
  readonly hasKey: boolean;
  readonly hasCa: boolean;
  readonly asksForCertificates: boolean;
  readonly isAuto: boolean;
}

/** On, or on where only the machine knows it: what is not known is not missing. */
function isOn(process: EtcdProcess, name: string): boolean {
  return givenOf(process, name)?.unresolved === true || isTrue(process, name);
}

function sideOf(process: EtcdProcess, side: TlsSide['side']): TlsSide {
  const prefix = side === 'peer' ? 'peer-' : '';
  const nameOf = (name: string): string => `${prefix}${name}`;
  const certAuth = `${prefix}client-cert-auth`;
  return {
    side,
    nameOf,
    certAuth,
    listeners: side === 'peer' ? listenUrlsOf(process, 'listen-peer-urls') : clientListeners(process),
    hasCert: isSet(process, nameOf('cert-file')),
    hasKey: isSet(process, nameOf('key-file')),
    hasCa: isSet(process, nameOf('trusted-ca-file')),
    asksForCertificates: isOn(process, certAuth),
    isAuto: isOn(process, nameOf('auto-tls')),
  };
}

/** Both sides of a member; none of what is no member, or of what cannot be read whole. */
export function tlsSidesOf(process: EtcdProcess): TlsSide[] {
  if (process.role !== 'member' || !isWhole(process)) return [];
  return [sideOf(process, 'client'), sideOf(process, 'peer')];
}

export function secureListeners({listeners}: TlsSide): ListenUrl[] {
  return listeners.filter(isSecure);
}

/** The first of some settings that is written. */
export function firstGiven(process: EtcdProcess, names: readonly string[]): Assignment | undefined {
  return names
    .map(name => givenOf(process, name))
    .find(given => given !== undefined && (given.value !== '' || given.unresolved));
}
