import type {TruthRow} from './truth-row.js';

export const VALID_ROWS: readonly TruthRow[] = [
  {
    name: 'one member with its own ports in a config file',
    rules: [],
    files: ({clientPort, peerPort}) => ({
      'etcd.yaml': `name: a
listen-peer-urls: http://127.0.0.1:${peerPort}
listen-client-urls: http://127.0.0.1:${clientPort}
initial-advertise-peer-urls: http://127.0.0.1:${peerPort}
advertise-client-urls: http://127.0.0.1:${clientPort}
initial-cluster: a=http://127.0.0.1:${peerPort}
`,
    }),
    verdict: 'starts',
  },
  {
    name: 'one of three members, whose peers do not run yet',
    rules: [],
    files: ({clientPort, peerPort, otherPort}) => ({
      'etcd.yaml': `name: a
listen-peer-urls: http://127.0.0.1:${peerPort}
listen-client-urls: http://127.0.0.1:${clientPort}
initial-advertise-peer-urls: http://127.0.0.1:${peerPort}
advertise-client-urls: http://127.0.0.1:${clientPort}
initial-cluster: a=http://127.0.0.1:${peerPort},b=http://127.0.0.1:${otherPort},c=http://127.0.0.1:1
`,
    }),
    verdict: 'starts',
  },
  {
    name: 'x refuses (probe)',
    rules: [],
    files: ({clientPort, peerPort}) => ({
      'etcd.yaml': `name: a
listen-peer-urls: http://127.0.0.1:${peerPort}
listen-client-urls: http://127.0.0.1:${clientPort}
initial-advertise-peer-urls: http://127.0.0.1:${peerPort}
initial-cluster: b=http://127.0.0.1:${peerPort}
`,
    }),
    verdict: 'refuses',
    says: /couldn't find local name "a" in the initial cluster configuration/,
  },
];
