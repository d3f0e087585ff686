import {addressesOf, LISTEN_SETTINGS, type ListenSetting} from '../process/addresses.js';
import {isBindableHost, isPort, portOf} from '../process/bindable.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {isBad, isSocket, type EtcdUrl} from '../process/etcd-url.js';
import type {Place} from '../inputs/place.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';
import {isServer} from './judged.js';

interface Listener {
  readonly setting: ListenSetting;
  readonly url: EtcdUrl;
  readonly place: Place;
}

/** What somebody wrote for etcd to listen on, in the order in which etcd looks at it. */
function listeners(process: EtcdProcess, fits: (url: EtcdUrl) => boolean): Listener[] {
  if (!isServer(process)) return [];
  const addresses = addressesOf(process);
  return LISTEN_SETTINGS.flatMap(setting =>
    addresses[setting].written
      .flatMap(({url, place}) => (isBad(url) || isSocket(url) || !fits(url) ? [] : [{setting, url, place}]))
      .sort((a, b) => (a.url.text < b.url.text ? -1 : 1)),
  );
}

function withHost({url}: Listener, host: string): string {
  return `${url.scheme}://${host}:${url.port}`;
}

/** etcd ends at the first one that it cannot bind. */
function unbindable(
  process: EtcdProcess,
  fits: (url: EtcdUrl) => boolean,
  report: (listener: Listener) => Omit<Report, 'place' | 'etcdSays'>,
): Report[] {
  return listeners(process, fits).map((listener, index) => ({
    ...report(listener),
    place: listener.place,
    ...(index === 0 ? {etcdSays: `expected IP in URL for binding (${listener.url.text})`} : {}),
  }));
}

const isHostName = (url: EtcdUrl): boolean => url.host !== '' && !isBindableHost(url);

/** Rules about where etcd listens. */
export const LISTEN_RULES: readonly ProcessRule[] = [
  {
    id: 'listen-host-name',
    severity: 'error',
    title: 'A host name to listen on',
    why: 'etcd binds to IP addresses, and the only name that it takes is localhost. Names belong into the advertised URLs.',
    etcd: 'refuses',
    bad: exampleMember({'listen-client-urls': 'http://etcd1.example.com:2379'}),
    good: exampleMember({
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': 'http://etcd1.example.com:2379',
    }),
    check: process =>
      unbindable(process, isHostName, listener => ({
        message: `${listener.setting}: etcd listens on IP addresses, and ${shown(listener.url.host)} is none`,
        fix: `write the IP address of an interface, or ${withHost(listener, '0.0.0.0')} for each`,
      })),
  },
  {
    id: 'listen-host-empty',
    severity: 'error',
    title: 'A URL to listen on without a host',
    why: 'Elsewhere an empty host means each address of the machine; etcd wants that said.',
    etcd: 'refuses',
    bad: exampleMember({'listen-client-urls': 'http://:2379'}),
    good: exampleMember({'listen-client-urls': 'http://0.0.0.0:2379'}),
    check: process =>
      unbindable(
        process,
        ({host}) => host === '',
        listener => ({
          message: `${listener.setting}: ${shown(listener.url.text)} has no host`,
          fix: `write ${withHost(listener, '0.0.0.0')} for each address of the machine`,
        }),
      ),
  },
  {
    id: 'listen-port',
    severity: 'error',
    title: 'A port number that does not exist',
    why: 'Ports end at 65535.',
    etcd: 'refuses',
    bad: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:123790'}),
    good: exampleMember({'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:12379'}),
    check: process =>
      listeners(process, url => !isPort(url)).map(({setting, url, place}, index) => ({
        place,
        message: `${setting}: there is no port ${shown(url.port)}`,
        fix: 'write a port between 1 and 65535',
        ...(index === 0 ? {etcdSays: `address ${url.port}: invalid port`} : {}),
      })),
  },
  {
    id: 'listen-port-random',
    severity: 'warning',
    title: 'A listener on a port that changes at each start',
    why: 'Port 0, and no number behind the colon, make the system choose a free port at each start. Nobody learns which: etcd advertises what it is told.',
    etcd: 'accepts',
    bad: exampleMember({'listen-metrics-urls': 'http://127.0.0.1:0'}),
    good: exampleMember({'listen-metrics-urls': 'http://127.0.0.1:2381'}),
    check: process =>
      listeners(process, url => url.port === '' || portOf(url) === 0).map(({setting, url, place}) => ({
        place,
        message: `${setting}: ${shown(url.text)} listens on another port at each start`,
        fix: 'write the port',
      })),
  },
];
