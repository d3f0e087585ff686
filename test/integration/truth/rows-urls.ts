import {inFile} from './file-rows.js';
import {memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const NO_SCHEME = /first path segment in URL cannot contain colon/;

/** URLs that etcd cannot read, and their neighbours that it can. */
export const URL_ROWS: readonly TruthRow[] = [
  inFile({
    name: 'a comma at the end of a list of URLs',
    rules: ['url-empty'],
    changes: ({client}) => ({'listen-client-urls': `${client},`}),
    verdict: 'refuses',
    says: /unexpected error setting up listen-client-urls: URL scheme must be http/,
  }),
  inFile({
    name: 'a comma at the end of the initial cluster',
    rules: ['url-empty', 'initial-cluster-no-equals'],
    changes: ({peer}) => ({'initial-cluster': `,a=${peer},,`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'quotes inside a URL',
    rules: ['url-quotes'],
    changes: ({client}) => ({'listen-client-urls': `"${client}"`}),
    verdict: 'refuses',
    says: NO_SCHEME,
  }),
  inFile({
    name: 'quotes inside the initial cluster',
    rules: ['url-quotes'],
    changes: ({peer}) => ({'initial-cluster': `"a=${peer}"`}),
    verdict: 'refuses',
    says: /invalid port ":\d+\\"" after host/,
  }),
  inFile({
    name: 'URLs in quotes of YAML alone',
    rules: ['url-quotes', 'url-whitespace', 'url-no-scheme', 'url-path'],
    changes: ({client, other}) => ({'listen-client-urls': `  ${client}, ${other} `}),
    verdict: 'starts',
  }),
  inFile({
    name: 'a blank between URLs',
    rules: ['url-whitespace'],
    changes: ({client, other}) => ({'listen-client-urls': `${client} ${other}`}),
    verdict: 'refuses',
    says: /invalid port|invalid character " " in host name/,
  }),
  inFile({
    name: 'a remark behind a URL',
    rules: ['url-whitespace'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer} # the first`}),
    verdict: 'refuses',
    says: /error setting up initial cluster: parse .* invalid port/,
  }),
  inFile({
    name: 'IPv6 without brackets',
    rules: ['url-ipv6-brackets'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `http://::1:${clientPort}`}),
    verdict: 'refuses',
    says: /invalid port|does not have the form "host:port"/,
  }),
  inFile({
    name: 'IPv6 in brackets',
    rules: ['url-ipv6-brackets'],
    changes: (_, {clientPort}) => ({
      'listen-client-urls': `http://[::1]:${clientPort}`,
      'advertise-client-urls': `http://[::1]:${clientPort}`,
    }),
    verdict: 'starts',
  }),
  inFile({
    name: 'a scheme that etcd does not know',
    rules: ['url-bad-scheme'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `tcp://127.0.0.1:${clientPort}`}),
    verdict: 'refuses',
    says: /URL scheme must be http, https, unix, or unixs: tcp:/,
  }),
  inFile({
    name: 'a scheme in capitals',
    rules: ['url-bad-scheme', 'url-no-scheme'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `HTTP://127.0.0.1:${clientPort}`}),
    verdict: 'starts',
  }),
  inFile({
    name: 'an address for a URL in the initial cluster',
    rules: ['url-no-scheme'],
    changes: (_, {peerPort}) => ({'initial-cluster': `a=127.0.0.1:${peerPort}`}),
    verdict: 'refuses',
    says: NO_SCHEME,
  }),
  inFile({
    name: 'an address for what clients are told',
    rules: ['url-no-scheme'],
    changes: (_, {clientPort}) => ({'advertise-client-urls': `127.0.0.1:${clientPort}`}),
    verdict: 'refuses',
    // Not a slip of ours: etcd calls the setting so.
    says: /unexpected error setting up advertise-peer-urls/,
  }),
  {
    name: 'an address for a URL in a variable',
    rules: ['url-no-scheme'],
    files: place => memberVariables(place, '', {'listen-peer-urls': `127.0.0.1:${place.peerPort}`}),
    verdict: 'refuses',
    says: /invalid value "127.0.0.1:\d+" for ETCD_LISTEN_PEER_URLS: parse/,
  },
  inFile({
    name: 'localhost and a port, which is a scheme to etcd',
    rules: ['url-no-scheme'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `localhost:${clientPort}`}),
    verdict: 'refuses',
    says: /URL scheme must be http, https, unix, or unixs: localhost:/,
  }),
  inFile({
    name: 'one slash of two',
    rules: ['url-no-scheme'],
    changes: (_, {clientPort}) => ({'listen-client-urls': `http:/127.0.0.1:${clientPort}`}),
    verdict: 'refuses',
    says: /does not have the form "host:port"/,
  }),
  inFile({
    name: 'no port in the list',
    rules: ['url-no-port'],
    changes: ({peer}) => ({'initial-cluster': `a=${peer},b=http://127.0.0.1`}),
    verdict: 'refuses',
    says: /error setting up initial cluster: URL address does not have the form "host:port": http:\/\/127.0.0.1/,
  }),
  inFile({
    name: 'a colon without a port, which etcd takes',
    rules: ['url-no-port', 'url-syntax', 'advertise-port-number'],
    changes: () => ({'advertise-client-urls': 'http://127.0.0.1:'}),
    verdict: 'starts',
  }),
  inFile({
    name: 'a slash at the end',
    rules: ['url-path'],
    changes: ({peer, other}) => ({'initial-cluster': `a=${peer},b=${other}/`}),
    verdict: 'refuses',
    says: /error setting up initial cluster: URL must not contain a path/,
  }),
  inFile({
    name: 'a port that is no number',
    rules: ['url-syntax'],
    changes: ({client}) => ({'listen-client-urls': `${client}a`}),
    verdict: 'refuses',
    says: /invalid port ":\d+a" after host/,
  }),
  inFile({
    name: 'a user and a query in what clients are told',
    rules: ['url-syntax', 'url-more'],
    changes: (_, {clientPort}) => ({'advertise-client-urls': `http://u:p@127.0.0.1:${clientPort}?a=1`}),
    verdict: 'starts',
  }),
];
