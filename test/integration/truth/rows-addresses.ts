import {inFile} from './file-rows.js';
import {memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const IN_USE = /bind: address already in use/;

/** Where a member listens. */
const LISTENERS: readonly TruthRow[] = [
  inFile({
    name: 'a host name to listen on',
    rules: ['listen-host-name'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `http://etcd.example.com:${clientPort}`}),
    verdict: 'refuses',
    says: /expected IP in URL for binding/,
  }),
  inFile({
    name: 'localhost in capitals to listen on',
    rules: ['listen-host-name'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `http://LOCALHOST:${clientPort}`}),
    verdict: 'refuses',
    says: /expected IP in URL for binding/,
  }),
  inFile({
    name: 'a zone of IPv6 to listen on',
    rules: ['listen-host-name'],
    changes: (_, {peerPort}) => ({'listen-peer-urls': `http://[fe80::1%25lo]:${peerPort}`}),
    verdict: 'refuses',
    says: /expected IP in URL for binding/,
  }),
  inFile({
    name: 'localhost to listen on, and a host name to be found',
    rules: ['listen-host-name', 'listen-host-empty', 'listen-port'],
    changes: (_, {clientPort}) => ({
      'listen-client-urls': `http://localhost:${clientPort}`,
      'advertise-client-urls': `http://etcd.example.com:${clientPort}`,
    }),
    verdict: 'starts',
  }),
  inFile({
    name: 'no host to listen on',
    rules: ['listen-host-empty'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `http://:${clientPort}`}),
    verdict: 'refuses',
    says: /expected IP in URL for binding/,
  }),
  inFile({
    name: 'a host name for metrics',
    rules: ['listen-host-name'],
    changes: () => ({'listen-metrics-urls': 'http://etcd.example.com:2381'}),
    verdict: 'refuses',
    says: /expected IP in URL for binding/,
  }),
  inFile({
    name: 'a port that does not exist for metrics',
    rules: ['listen-port'],
    changes: () => ({'listen-metrics-urls': 'http://127.0.0.1:99999'}),
    verdict: 'refuses',
    says: /address 99999: invalid port/,
  }),
  inFile({
    name: 'a port that does not exist to listen on',
    rules: ['listen-port'],
    changes: () => ({'listen-client-urls': 'http://127.0.0.1:99999'}),
    verdict: 'refuses',
    says: /address 99999: invalid port/,
  }),
  inFile({
    name: 'a port that does not exist to be found at',
    rules: ['listen-port', 'advertise-port-number'],
    changes: () => ({'advertise-client-urls': 'http://127.0.0.1:99999'}),
    verdict: 'starts',
  }),
  inFile({
    name: 'a port of chance to listen on',
    rules: ['listen-port', 'listen-port-random'],
    changes: () => ({'listen-client-urls': 'http://127.0.0.1:0'}),
    verdict: 'starts',
  }),
  inFile({
    name: 'a path of a socket to listen on',
    rules: ['url-no-port'],
    changes: (_, {dir}) => ({'listen-client-urls': `unix://${dir}/client.sock`}),
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
    says: /does not have the form "host:port": unix:/,
  }),
];

/** Ports for which a member competes with itself. */
const PORTS: readonly TruthRow[] = [
  inFile({
    name: 'one port for clients and members',
    rules: ['port-conflict'],
    changes: ({peer}) => ({'listen-client-urls': peer}),
    verdict: 'refuses',
    says: IN_USE,
  }),
  inFile({
    name: 'one port for clients and metrics',
    rules: ['port-conflict'],
    changes: ({client}) => ({'listen-metrics-urls': client}),
    verdict: 'refuses',
    says: IN_USE,
  }),
  inFile({
    name: 'one port by two names of loopback',
    rules: ['port-conflict'],
    changes: ({client}, {clientPort}) => ({'listen-client-urls': `${client},http://localhost:${clientPort}`}),
    verdict: 'refuses',
    says: IN_USE,
  }),
  inFile({
    name: 'one port for both kinds of listeners for clients',
    rules: ['port-conflict'],
    changes: ({client}) => ({'listen-client-http-urls': client}),
    // The 3.4 that is run may be from before there was the second kind.
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'refuses'},
    says: /on the same url http:/,
  }),
  inFile({
    name: 'a peer URL that a config file has twice',
    rules: ['port-conflict'],
    changes: ({peer}) => ({'listen-peer-urls': `${peer},${peer}`}),
    verdict: 'refuses',
    says: IN_USE,
  }),
  {
    name: 'a peer URL that a variable has twice',
    rules: ['port-conflict'],
    files: place => {
      const peer = `http://127.0.0.1:${place.peerPort}`;
      return memberVariables(place, '', {'listen-peer-urls': `${peer},${peer}`});
    },
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
    says: IN_USE,
  },
  inFile({
    name: 'a client URL twice, and one port on two addresses',
    rules: ['port-conflict'],
    changes: ({client, peer}, {clientPort}) => ({
      'listen-client-urls': `${client},${client},http://127.0.0.2:${clientPort}`,
      'listen-peer-urls': peer,
    }),
    verdict: 'starts',
  }),
];

/** What a member tells others. */
const ADVERTISED: readonly TruthRow[] = [
  {
    name: 'listening for clients by a variable, and telling them nothing',
    rules: ['advertise-required'],
    files: place => memberVariables(place, '', {'advertise-client-urls': null}),
    verdict: 'refuses',
    says: /--advertise-client-urls is required when --listen-client-urls is set explicitly/,
  },
  {
    name: 'listening for clients by a flag, and telling them nothing',
    rules: ['advertise-required'],
    files: place => memberScript(place, '', {'advertise-client-urls': null}),
    verdict: 'refuses',
    says: /--advertise-client-urls is required when --listen-client-urls is set explicitly/,
  },
  {
    name: 'telling clients an empty text, which is the default',
    rules: ['advertise-required', 'url-empty'],
    files: place => memberScript(place, '', {'advertise-client-urls': "''"}),
    verdict: 'starts',
  },
  inFile({
    name: 'listening for clients by a config file, and telling them nothing',
    rules: ['advertise-required', 'advertise-missing-in-file'],
    changes: () => ({'advertise-client-urls': null}),
    verdict: 'starts',
  }),
  inFile({
    name: 'no host to be found at, for clients',
    rules: ['advertise-host-empty'],
    changes: (_, {clientPort}) => ({'advertise-client-urls': `http://:${clientPort}`}),
    verdict: 'refuses',
    says: /unexpected empty host/,
  }),
  inFile({
    name: 'no host to be found at, for members',
    rules: ['advertise-host-empty'],
    changes: (_, {peerPort}) => ({'initial-advertise-peer-urls': `http://:${peerPort}`}),
    verdict: 'refuses',
    says: /--initial-advertise-peer-urls "http:\/\/:\d+" must be "host:port" \(unexpected empty host/,
  }),
  inFile({
    name: 'no host in the list, for another member',
    rules: ['advertise-host-empty', 'advertise-unspecified'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer},b=http://:1,c=http://0.0.0.0:1`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'each address to be found at',
    rules: ['advertise-unspecified'],
    changes: (_, {clientPort}) => ({'advertise-client-urls': `http://0.0.0.0:${clientPort}`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'another port and scheme to be found at than to listen on',
    rules: ['advertise-port', 'advertise-scheme'],
    changes: (_, {clientPort, otherPort}) => ({
      'advertise-client-urls': `https://127.0.0.1:${clientPort},http://127.0.0.1:${otherPort}`,
    }),
    verdict: 'starts',
  }),
  inFile({
    name: 'a path of a socket to be found at',
    rules: ['advertise-socket'],
    changes: (_, {dir}) => ({
      'listen-client-urls': `unix://${dir}/client.sock`,
      'advertise-client-urls': `unix://${dir}/client.sock`,
    }),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: /must be "host:port" \(.*missing port in address\)/,
  }),
  inFile({
    name: 'a path of a socket for members',
    rules: ['advertise-socket'],
    changes: (_, {dir}) => ({
      'listen-peer-urls': `unix://${dir}/peer.sock`,
      'initial-advertise-peer-urls': `unix://${dir}/peer.sock`,
      'initial-cluster': `a=unix://${dir}/peer.sock`,
    }),
    verdict: {'3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: /--initial-advertise-peer-urls .* must be "host:port" \(.*missing port in address\)/,
  }),
];

/** Addresses: where a member listens, and where it is to be found. */
export const ADDRESS_ROWS: readonly TruthRow[] = [...LISTENERS, ...PORTS, ...ADVERTISED];
