import {inFile} from './file-rows.js';
import {memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

const MULTIPLE = /multiple discovery or bootstrap flags are set/;
/** Nobody is there: etcd waits for ever. */
const NOBODY = 'http://127.0.0.1:1';
const V3 = `{token: t, client: {endpoints: ["${NOBODY}"]}}`;

/** Discovery of either kind, and by DNS records. */
export const DISCOVERY_ROWS: readonly TruthRow[] = [
  inFile({
    name: 'a list and DNS records',
    rules: ['bootstrap-conflict'],
    changes: () => ({'discovery-srv': 'etcd.invalid'}),
    verdict: 'refuses',
    says: MULTIPLE,
  }),
  inFile({
    name: 'a list and v2 discovery',
    rules: ['bootstrap-conflict'],
    changes: () => ({discovery: `${NOBODY}/t`}),
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'refuses', '3.7': 'starts'},
    says: MULTIPLE,
  }),
  inFile({
    name: 'a list and v3 discovery',
    rules: ['bootstrap-conflict'],
    changes: () => ({'discovery-config': V3}),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: MULTIPLE,
  }),
  inFile({
    name: 'v3 discovery without a list',
    rules: [
      'bootstrap-conflict',
      'discovery-incomplete',
      'discovery-endpoint-empty',
      'existing-with-discovery',
    ],
    changes: () => ({'initial-cluster': null, 'discovery-config': V3}),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  }),
  inFile({
    name: 'v3 discovery with keys that no flag has',
    rules: ['config-key-misplaced', 'config-key-unknown', 'config-type'],
    changes: () => ({
      'initial-cluster': null,
      'discovery-config': `{token: t, client: {endpoints: ["${NOBODY}"], max-request-bytes: 1000000, max-recv-bytes: 2000000, secure: {server-name: x}}}`,
    }),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  }),
  inFile({
    name: 'v3 discovery with a text for a number that no flag has',
    rules: ['config-type'],
    changes: () => ({
      'initial-cluster': null,
      'discovery-config': `{token: t, client: {endpoints: ["${NOBODY}"], max-recv-bytes: many}}`,
    }),
    verdict: {'3.6': 'refuses', '3.7': 'refuses'},
    says: /cannot unmarshal string into Go struct field ConfigSpec\.Config\.discovery-config\.client\.max-recv-bytes of type int/,
  }),
  {
    name: 'discovery of both kinds',
    rules: ['bootstrap-conflict'],
    files: place =>
      memberScript(place, `--discovery ${NOBODY}/t --discovery-token t --discovery-endpoints ${NOBODY}`, {
        'initial-cluster': null,
      }),
    verdict: {'3.6': 'refuses'},
    says: MULTIPLE,
  },
  inFile({
    name: 'a token of v3 discovery without endpoints',
    rules: ['discovery-incomplete'],
    changes: () => ({'initial-cluster': null, 'discovery-config': '{token: t}'}),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /both --discovery-token and --discovery-endpoints must be set/,
  }),
  inFile({
    name: 'endpoints of v3 discovery without a token',
    rules: ['discovery-incomplete'],
    changes: () => ({'initial-cluster': null, 'discovery-config': `{client: {endpoints: ["${NOBODY}"]}}`}),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'refuses', '3.7': 'refuses'},
    says: /both --discovery-token and --discovery-endpoints must be set/,
  }),
  inFile({
    name: 'an empty endpoint of v3 discovery',
    rules: ['discovery-endpoint-empty'],
    changes: () => ({
      'initial-cluster': null,
      'discovery-config': `{token: t, client: {endpoints: ["${NOBODY}", ""]}}`,
    }),
    verdict: {'3.6': 'refuses', '3.7': 'refuses'},
    says: /--discovery-endpoints must not contain empty endpoints/,
  }),
  inFile({
    name: 'joining by v2 discovery',
    rules: ['existing-with-discovery'],
    changes: () => ({'initial-cluster': null, discovery: `${NOBODY}/t`, 'initial-cluster-state': 'existing'}),
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'refuses'},
    says: /discovery URL should not be set when joining existing initial cluster/,
  }),
  inFile({
    name: 'joining by v2 discovery, which is not read',
    rules: ['existing-alone'],
    changes: () => ({'initial-cluster': null, discovery: `${NOBODY}/t`, 'initial-cluster-state': 'existing'}),
    verdict: {'3.7': 'refuses'},
    says: /cannot fetch cluster info from peer urls/,
  }),
  inFile({
    name: 'joining by v3 discovery',
    rules: ['existing-with-discovery'],
    changes: () => ({'initial-cluster': null, 'discovery-config': V3, 'initial-cluster-state': 'existing'}),
    verdict: {'3.6': 'refuses', '3.7': 'refuses'},
    says: /cannot fetch cluster info from peer urls|discovery URL should not be set/,
  }),
  inFile({
    name: 'v2 discovery by a URL that ends before the token',
    rules: ['discovery-url'],
    changes: () => ({'initial-cluster': null, discovery: `${NOBODY}/`}),
    verdict: {'3.4': 'starts', '3.5': 'starts', '3.6': 'starts'},
  }),
  inFile({
    name: 'v2 discovery by an address',
    rules: ['discovery-url'],
    changes: () => ({'initial-cluster': null, discovery: '127.0.0.1:1/t'}),
    verdict: {'3.4': 'refuses', '3.5': 'refuses', '3.6': 'refuses'},
    says: /failed to join discovery cluster \(parse "127.0.0.1:1\/t": first path segment/,
  }),
  inFile({
    name: 'v3 discovery with a token that is a path of two parts',
    rules: ['discovery-token-path'],
    changes: () => ({'initial-cluster': null, 'discovery-config': V3.replace('token: t', 'token: a/b')}),
    verdict: {'3.6': 'starts', '3.7': 'starts'},
  }),
  inFile({
    name: 'v2 discovery in a version without it',
    rules: ['discovery-ignored'],
    changes: () => ({'initial-cluster': null, discovery: `${NOBODY}/t`}),
    verdict: {'3.7': 'starts'},
  }),
  ...['exa mple.com', 'http://example.com', 'a..b', 'example.com:53'].map(domain =>
    inFile({
      name: `DNS records of the domain ${domain}`,
      rules: ['discovery-srv-domain'],
      changes: () => ({'initial-cluster': null, 'discovery-srv': domain}),
      verdict: 'refuses',
      says: /error setting up initial cluster: .*_etcd-server-ssl\._tcp\..*: no such host/,
    }),
  ),
  {
    name: 'a gateway by DNS records of a domain with a space',
    rules: ['discovery-srv-domain'],
    files: ({clientPort}) => ({
      'run.sh': `etcd gateway start --listen-addr=127.0.0.1:${clientPort} '--discovery-srv=exa mple.com'\n`,
    }),
    verdict: 'refuses',
    says: /lookup _etcd-client-ssl\._tcp\.exa mple\.com: no such host/,
  },
  inFile({
    name: 'a v2 proxy by DNS records of a domain with a space',
    rules: ['discovery-srv-domain'],
    changes: () => ({'initial-cluster': null, 'discovery-srv': 'exa mple.com', proxy: 'on'}),
    verdict: {'3.4': 'refuses', '3.5': 'refuses'},
    says: /_etcd-server-ssl\._tcp\.exa mple\.com: no such host/,
  }),
  inFile({
    name: 'DNS records and peers without TLS, in the version that takes none',
    rules: ['srv-needs-tls'],
    changes: () => ({'initial-cluster': null, 'discovery-srv': 'etcd.invalid'}),
    verdict: {'3.4': 'refuses'},
    says: /error querying DNS SRV records for _etcd-server-ssl/,
    // Where a name server is named that does not answer.
    patienceMs: 60_000,
  }),
  inFile({
    name: 'an empty domain of DNS records beside a list',
    rules: ['discovery-srv-domain', 'srv-needs-tls'],
    changes: () => ({'discovery-srv': ''}),
    verdict: 'starts',
  }),
  {
    name: 'a service name of DNS records without a domain, in a variable',
    rules: ['discovery-srv-name-alone'],
    files: place => memberVariables(place, '', {'initial-cluster': null, 'discovery-srv-name': 'orders'}),
    verdict: 'refuses',
    says: /couldn't find local name "a"/,
  },
  {
    name: 'a service name of DNS records beside a list, in a variable',
    rules: ['discovery-srv-name-alone', 'discovery-srv-name-unused'],
    files: place => memberVariables(place, '', {'discovery-srv-name': 'orders'}),
    verdict: 'starts',
  },
  inFile({
    name: 'a service name of DNS records without a domain, in a config file',
    rules: ['discovery-srv-name-alone', 'discovery-srv-name-unused'],
    changes: () => ({'initial-cluster': null, 'discovery-srv-name': 'orders'}),
    verdict: 'starts',
  }),
];
