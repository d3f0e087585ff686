import {memberConfig, memberScript, memberVariables, urlsOf} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Addresses that look odd and are right. */
export const VALID_ADDRESS_ROWS: readonly TruthRow[] = [
  {
    name: 'one member on its own ports',
    rules: [],
    files: place => memberConfig(place),
    verdict: 'starts',
  },
  {
    name: 'IPv6 as flags',
    rules: [],
    files: place => memberScript(place, '', urlsOf(place, {host: '[::1]'})),
    verdict: 'starts',
  },
  {
    name: 'IPv6 in a config file',
    rules: [],
    files: place => memberConfig(place, '', urlsOf(place, {host: '[::1]'})),
    verdict: 'starts',
  },
  {
    name: 'IPv6 in an env file',
    rules: [],
    files: place => memberVariables(place, '', urlsOf(place, {host: '[::1]'})),
    verdict: 'starts',
  },
  {
    name: 'IPv6 and IPv4 together',
    rules: [],
    files: ({clientPort, peerPort, ...place}) =>
      memberConfig({clientPort, peerPort, ...place}, '', {
        'listen-client-urls': `http://[::1]:${clientPort},http://127.0.0.1:${clientPort}`,
        'advertise-client-urls': `http://[::1]:${clientPort},http://127.0.0.1:${clientPort}`,
        'listen-peer-urls': `http://[::1]:${peerPort},http://127.0.0.1:${peerPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'all interfaces to listen, one address to be found',
    rules: [],
    files: place => memberConfig(place, '', urlsOf(place, {host: '0.0.0.0', advertised: '127.0.0.1'})),
    verdict: 'starts',
  },
  {
    name: 'all interfaces of IPv6 to listen, one address to be found',
    rules: [],
    files: place => memberScript(place, '', urlsOf(place, {host: '[::]', advertised: '127.0.0.1'})),
    verdict: 'starts',
  },
  {
    name: 'localhost everywhere',
    rules: [],
    files: place => memberConfig(place, '', urlsOf(place, {host: 'localhost'})),
    verdict: 'starts',
  },
  {
    name: 'a host name that nobody resolves, since it is the same text everywhere',
    rules: [],
    files: place => memberConfig(place, '', urlsOf(place, {host: '127.0.0.1', advertised: 'a.etcd.invalid'})),
    verdict: 'starts',
  },
  {
    name: 'several URLs for each purpose, in another order in the cluster',
    rules: [],
    files: ({clientPort, peerPort, otherPort, ...place}) => {
      const peers = [`http://127.0.0.1:${peerPort}`, `http://127.0.0.2:${otherPort}`] as const;
      const clients = `http://127.0.0.1:${clientPort},http://127.0.0.2:${clientPort}`;
      return memberConfig({clientPort, peerPort, otherPort, ...place}, '', {
        'listen-peer-urls': peers.join(','),
        'initial-advertise-peer-urls': peers.join(','),
        'initial-cluster': `a=${peers[1]},a=${peers[0]}`,
        'listen-client-urls': clients,
        'advertise-client-urls': clients,
      });
    },
    verdict: 'starts',
  },
  {
    name: 'one of three members, whose peers do not run yet',
    rules: [],
    files: ({peerPort, otherPort, ...place}) =>
      memberConfig({peerPort, otherPort, ...place}, '', {
        'initial-cluster': `a=http://127.0.0.1:${peerPort},b=http://127.0.0.1:${otherPort},c=http://127.0.0.2:${otherPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'one of five members with host names',
    rules: [],
    files: place =>
      memberVariables(place, '', {
        ...urlsOf(place, {host: '127.0.0.1', advertised: 'n1.etcd.invalid'}),
        'initial-cluster': [1, 2, 3, 4, 5]
          .map(n => `${n === 1 ? 'a' : `n${n}`}=http://n${n}.etcd.invalid:${place.peerPort}`)
          .join(','),
      }),
    verdict: 'starts',
  },
  {
    name: 'commas at both ends of the cluster',
    rules: [],
    files: ({peerPort, ...place}) =>
      memberScript({peerPort, ...place}, '', {'initial-cluster': `,a=http://127.0.0.1:${peerPort},`}),
    verdict: 'starts',
  },
  {
    name: 'no cluster, which is then the member itself',
    rules: [],
    files: place => memberScript(place, '', {'initial-cluster': null}),
    verdict: 'starts',
  },
  {
    name: 'no cluster in a config file, which is then the member itself',
    rules: [],
    files: place => memberConfig(place, '', {'initial-cluster': null}),
    verdict: 'starts',
  },
  {
    name: 'the name that etcd itself gives',
    rules: [],
    files: ({peerPort, ...place}) =>
      memberConfig({peerPort, ...place}, '', {
        name: null,
        'initial-cluster': `default=http://127.0.0.1:${peerPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'a name with spaces and letters of another alphabet',
    rules: [],
    files: ({peerPort, ...place}) =>
      memberConfig({peerPort, ...place}, '', {
        name: 'Größe 1',
        'initial-cluster': `Größe 1=http://127.0.0.1:${peerPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'a URL listed twice',
    rules: [],
    files: ({clientPort, ...place}) =>
      memberScript({clientPort, ...place}, '', {
        'listen-client-urls': `http://127.0.0.1:${clientPort},http://127.0.0.1:${clientPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'URLs with a scheme in capitals',
    rules: [],
    files: place =>
      memberScript(place, '', {
        'listen-client-urls': `HTTP://127.0.0.1:${place.clientPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'a port of its own for metrics',
    rules: ['port-conflict'],
    files: place => memberConfig(place, `listen-metrics-urls: http://127.0.0.1:${place.otherPort}`),
    verdict: 'starts',
  },
  {
    name: 'a port of its own for HTTP',
    rules: [],
    files: place => memberScript(place, `--listen-client-http-urls=http://127.0.0.1:${place.otherPort}`),
    verdict: {'3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
  {
    name: 'a Unix socket for clients beside TCP',
    rules: [],
    files: ({clientPort, ...place}) =>
      memberConfig({clientPort, ...place}, '', {
        'listen-client-urls': `http://127.0.0.1:${clientPort},unix://localhost:${clientPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'a Unix socket for peers',
    rules: [],
    files: ({peerPort, ...place}) =>
      memberConfig({peerPort, ...place}, '', {
        'listen-peer-urls': `unix://localhost:${peerPort}`,
        'initial-advertise-peer-urls': `unix://localhost:${peerPort}`,
        'initial-cluster': `a=unix://localhost:${peerPort}`,
      }),
    verdict: 'starts',
  },
  {
    name: 'a Unix socket in a folder',
    rules: ['url-no-port'],
    files: ({clientPort, dir, ...place}) =>
      memberConfig({clientPort, dir, ...place}, '', {
        'listen-client-urls': `http://127.0.0.1:${clientPort},unix://${dir}/etcd.sock`,
      }),
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
  },
];
