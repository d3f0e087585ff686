import {
  addressesOf,
  ADVERTISE_SETTINGS,
  LISTEN_SETTINGS,
  LISTENER_OF,
  type UrlSetting,
} from '../process/addresses.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isBad, type EtcdUrl} from '../process/etcd-url.js';
import {hostKindOf} from '../process/host-kind.js';
import {contradictionOf, type Contradiction} from '../process/reach.js';
import {advertisedUrls, whoReaches, type Advertised} from './advertised.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, shown} from './wording.js';
import {isServer} from './judged.js';

interface Contradicted extends Advertised {
  readonly contradiction: Contradiction;
  readonly listeners: readonly EtcdUrl[];
}

function contradicted(process: EtcdProcess): Contradicted[] {
  const addresses = addressesOf(process);
  const ownNetwork = process.launch.ownNetwork === true;
  return advertisedUrls(process).flatMap(advertised => {
    const {setting, url} = advertised;
    const own = LISTENER_OF[setting];
    const others = LISTEN_SETTINGS.filter(other => other !== own).map(other => addresses[other]);
    // Both client listeners answer clients.
    const listening = [
      addresses[own],
      ...(own === 'listen-client-urls' ? [addresses['listen-client-http-urls']] : []),
    ];
    if (!listening.every(({isKnown}) => isKnown)) return [];
    const listeners = listening.flatMap(({urls}) => urls);
    const contradiction = contradictionOf({
      advertised: url,
      listeners,
      otherListeners: others.flatMap(({urls, given}) => (given === undefined ? [] : urls)),
      isPeer: own === 'listen-peer-urls',
      ownNetwork,
    });
    return contradiction === undefined ? [] : [{...advertised, contradiction, listeners}];
  });
}

function reportsOf(
  process: EtcdProcess,
  kinds: readonly Contradiction[],
  rest: (found: Contradicted) => Omit<Report, 'place'>,
): Report[] {
  return contradicted(process)
    .filter(({contradiction}) => kinds.includes(contradiction))
    .map(found => ({...rest(found), place: found.place}));
}

function shownUrls(urls: readonly EtcdUrl[]): string {
  return enumerated(urls.map(({text}) => shown(text)));
}

/** Plain HTTP on loopback beside HTTPS is how local tools get in. */
function plainBesideTls(process: EtcdProcess, setting: UrlSetting): Report[] {
  const {written} = addressesOf(process)[setting];
  const urls = written.flatMap(({url, place}) => (isBad(url) ? [] : [{url, place}]));
  if (!urls.some(({url}) => url.scheme === 'https')) return [];
  return urls
    .filter(({url}) => url.scheme === 'http' && hostKindOf(url.host) !== 'loopback')
    .map(({url, place}) => ({
      place,
      message: `${setting} has ${shown(url.text)} without TLS beside others with it`,
      fix: `write https://${url.text.slice('http://'.length)}, or keep plain http to 127.0.0.1`,
    }));
}

const TLS = '{cert-file: /etc/etcd/server.crt, key-file: /etc/etcd/server.key}';

/** Rules about whether what is advertised leads to where a member listens. */
export const MATCH_RULES: readonly ProcessRule[] = [
  {
    id: 'advertise-port',
    severity: 'warning',
    title: 'An advertised port on which the member does not listen',
    why: 'etcd does not compare what it advertises with where it listens. Where nothing translates ports between the two, clients or the other members find nobody, or somebody else.',
    etcd: 'accepts',
    bad: exampleMember({
      'listen-client-urls': 'http://10.0.0.1:2379',
      'advertise-client-urls': 'http://10.0.0.1:2380',
    }),
    good: exampleMember({
      'listen-client-urls': 'http://10.0.0.1:2379',
      'advertise-client-urls': 'http://203.0.113.7:32379',
    }),
    check: process =>
      reportsOf(process, ['other-port', 'other-listener'], ({setting, url, contradiction, listeners}) => ({
        message:
          contradiction === 'other-listener'
            ? `${setting} sends ${whoReaches(setting)} to ${shown(url.text)}, a port on which this member listens for something else`
            : `${setting} sends ${whoReaches(setting)} to ${shown(url.text)}, but ${LISTENER_OF[setting]} has ${shownUrls(listeners)}`,
        fix: `write the port ${enumerated([...new Set(listeners.map(({port}) => port))])} in ${setting}, or listen on ${url.port}`,
      })),
  },
  {
    id: 'advertise-scheme',
    severity: 'error',
    title: 'An advertised https where the member listens for http, or the other way round',
    why: 'etcd starts with it, and then nobody who believes it can connect: one side speaks TLS and the other does not.',
    etcd: 'accepts',
    bad: exampleMember({'advertise-client-urls': 'https://10.0.0.1:2379'}),
    good: exampleMember({
      'listen-client-urls': 'http://127.0.0.1:2379',
      'advertise-client-urls': 'https://etcd.example.com:443',
    }),
    check: process =>
      reportsOf(process, ['other-scheme'], ({setting, url, listeners}) => {
        const other = url.scheme === 'https' ? 'http' : 'https';
        return {
          message: `${setting} says ${shown(url.text)}, but ${LISTENER_OF[setting]} has ${shownUrls(listeners)}`,
          fix: `write ${other}${url.text.slice(url.scheme.length)} there, or ${url.scheme} in ${LISTENER_OF[setting]}`,
        };
      }),
  },
  {
    id: 'scheme-mix',
    severity: 'warning',
    title: 'URLs with and without TLS in one list',
    why: 'Who comes by the plain URL is neither encrypted nor asked for a certificate, so TLS on the other one protects nothing.',
    etcd: 'accepts',
    bad: exampleMember({
      'listen-client-urls': 'https://10.0.0.1:2379,http://10.1.0.1:2379',
      'advertise-client-urls': 'https://10.0.0.1:2379',
      'client-transport-security': TLS,
    }),
    good: exampleMember({
      'listen-client-urls': 'https://10.0.0.1:2379,http://127.0.0.1:2379',
      'advertise-client-urls': 'https://10.0.0.1:2379',
      'client-transport-security': TLS,
    }),
    check: process =>
      isServer(process)
        ? [...LISTEN_SETTINGS, ...ADVERTISE_SETTINGS].flatMap(setting => plainBesideTls(process, setting))
        : [],
  },
];
