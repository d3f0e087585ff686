import {inFile} from './file-rows.js';
import type {TruthRow} from './truth-row.js';

/** Peer URLs in the list. */
export const PEER_URL_ROWS: readonly TruthRow[] = [
  inFile({
    name: 'another own URL in the list',
    rules: ['initial-cluster-own-urls'],
    changes: ({other}) => ({'initial-cluster': `a=${other}`}),
    verdict: 'refuses',
    says: /--initial-cluster has a=http:.* but missing from --initial-advertise-peer-urls=http:/,
  }),
  inFile({
    name: 'peer URLs that are not advertised',
    rules: ['initial-cluster-own-urls'],
    changes: () => ({'initial-advertise-peer-urls': null}),
    verdict: 'refuses',
    says: /missing from --initial-advertise-peer-urls=http:\/\/localhost:2380/,
  }),
  inFile({
    name: 'peer URLs, and neither a name nor a list',
    rules: ['initial-cluster-own-urls'],
    changes: () => ({name: null, 'initial-cluster': null}),
    verdict: 'refuses',
    says: /--initial-cluster has default=http:\/\/localhost:2380 but missing from/,
  }),
  inFile({
    name: 'a further URL advertised than the list has',
    rules: ['initial-cluster-own-urls'],
    changes: ({peer, other}) => ({'initial-advertise-peer-urls': `${peer},${other}`}),
    verdict: 'refuses',
    says: /--initial-advertise-peer-urls has http:\S+ but missing from --initial-cluster=/,
  }),
  inFile({
    name: 'a further URL in the list than is advertised',
    rules: ['initial-cluster-own-urls'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer},a=${other}`}),
    verdict: 'refuses',
    says: /--initial-cluster has a=http:\S+ but missing from --initial-advertise-peer-urls=/,
  }),
  inFile({
    name: 'localhost in the list for 127.0.0.1',
    rules: ['initial-cluster-own-urls'],
    changes: (_, {peerPort}) => ({'initial-cluster': `a=http://localhost:${peerPort}`}),
    verdict: 'refuses',
    says: /resolved urls: /,
  }),
  inFile({
    name: 'a name in the list that a name server resolves to what is advertised',
    rules: ['initial-cluster-own-urls'],
    changes: (_, {peerPort}) => ({'initial-cluster': `a=http://LOCALHOST:${peerPort}`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'another spelling of an IPv6 address in the list',
    rules: ['initial-cluster-own-urls'],
    changes: (_, {peerPort}) => ({
      'listen-peer-urls': `http://[::1]:${peerPort}`,
      'initial-advertise-peer-urls': `http://[::1]:${peerPort}`,
      'initial-cluster': `a=http://[0:0:0:0:0:0:0:1]:${peerPort}`,
    }),
    verdict: {'3.4': 'refuses', '3.5': 'starts', '3.6': 'starts', '3.7': 'starts'},
    says: /--initial-cluster has a=http:.*0:0:1/,
  }),
  inFile({
    name: 'one URL for two members of the list',
    rules: ['initial-cluster-duplicate-url'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer},b=${peer}`}),
    verdict: 'refuses',
    says: /initial cluster .* has duplicate url/,
  }),
  inFile({
    name: 'the own URL twice in the list',
    rules: ['initial-cluster-duplicate-url'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer},a=${peer}`}),
    verdict: 'refuses',
    says: /failed to resolve http:\S+ to match --initial-cluster=/,
  }),
  inFile({
    name: 'the URL of another twice in the list',
    rules: ['initial-cluster-duplicate-url'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer},b=${other},b=${other}`}),
    verdict: 'refuses',
    says: /has duplicate url/,
  }),
  inFile({
    name: 'one address for two members of the list, by two names',
    rules: ['initial-cluster-duplicate-url', 'initial-cluster-same-address'],
    changes: ({peer}, {peerPort}) => ({
      'initial-cluster': `a=${peer},b=http://localhost:${peerPort},c=http://127.0.0.1:1`,
    }),
    verdict: 'starts',
  }),
];
