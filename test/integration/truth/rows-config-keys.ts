import {memberConfig} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Refused where it counts: the member is called `a`. */
const WRONG = 'b=http://127.0.0.1:1';
const REFUSED = /couldn't find local name "a" in the initial cluster configuration/;

/** Which key of a config file counts. */
const KEYS: readonly TruthRow[] = [
  {
    name: 'a key that no etcd has',
    rules: [],
    files: place => memberConfig(place, 'data-directory: x\nlisten_client_urls: nonsense'),
    verdict: 'starts',
  },
  {
    name: 'a key that etcd has in another block',
    rules: [],
    files: place => memberConfig(place, 'cert-file: nosuch.pem\nkey-file: nosuch.key'),
    verdict: 'starts',
  },
  {
    name: 'a flag that no config file has',
    rules: [],
    files: place => memberConfig(place, 'client-crl-file: nosuch.crl\nconfig-file: other.yaml'),
    verdict: 'starts',
  },
  {
    name: 'an unknown key with a block below it',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport:\n  cert-file: [1, {a: b}]'),
    verdict: 'starts',
  },
  {
    name: 'a key in another case, which counts',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, `Initial-Cluster: ${WRONG}`, {'initial-cluster': null}),
    verdict: 'refuses',
    says: REFUSED,
  },
  {
    name: 'all keys in capitals',
    rules: ['initial-cluster-name'],
    files: place => {
      const {'etcd.yaml': text = ''} = memberConfig(place);
      return {'etcd.yaml': text.replace(/^[a-z-]+:/gm, key => key.toUpperCase())};
    },
    verdict: 'starts',
  },
  {
    name: 'a key twice, wrong and then right',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, 'name: a', {name: 'b'}),
    verdict: 'starts',
  },
  {
    name: 'a key twice, right and then wrong',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, `initial-cluster: ${WRONG}`),
    verdict: 'refuses',
    says: REFUSED,
  },
  {
    name: 'a key in two cases, of which the small one counts although it comes first',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, 'NAME: b\nName: c'),
    verdict: 'starts',
  },
  {
    name: 'a key in two cases, of which the small one counts and is wrong',
    rules: ['initial-cluster-name'],
    files: ({peerPort, ...place}) =>
      memberConfig({peerPort, ...place}, `Initial-Cluster: a=http://127.0.0.1:${peerPort}`, {
        'initial-cluster': WRONG,
      }),
    verdict: 'refuses',
    says: REFUSED,
  },
  {
    name: 'a key with null, which is the default',
    rules: [],
    files: place =>
      memberConfig(
        place,
        'quota-backend-bytes: null\nwal-dir: ~\nclient-transport-security:\nelection-timeout:',
      ),
    verdict: 'starts',
  },
  {
    name: 'null behind a value of the same key, of which nothing stays',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, 'initial-cluster:', {'initial-cluster': WRONG}),
    verdict: 'starts',
  },
  {
    name: 'null behind a value of another spelling, which stays',
    rules: ['initial-cluster-name'],
    files: place =>
      memberConfig(place, `Initial-Cluster: ${WRONG}\ninitial-cluster: null`, {'initial-cluster': null}),
    verdict: 'refuses',
    says: REFUSED,
  },
  {
    name: 'a block twice, of which nothing of the first stays',
    rules: ['tls-file-missing'],
    files: place =>
      memberConfig(
        place,
        'client-transport-security:\n  cert-file: nosuch.crt\nclient-transport-security:\n  auto-tls: true',
        {
          'listen-client-urls': `https://127.0.0.1:${place.clientPort}`,
          'advertise-client-urls': `https://127.0.0.1:${place.clientPort}`,
        },
      ),
    verdict: 'starts',
  },
  {
    name: 'a block in two spellings, both of which count',
    rules: ['tls-file-missing'],
    files: place =>
      memberConfig(
        place,
        'Client-Transport-Security:\n  cert-file: nosuch.crt\nclient-transport-security:\n  key-file: nosuch.key',
        {
          'listen-client-urls': `https://127.0.0.1:${place.clientPort}`,
          'advertise-client-urls': `https://127.0.0.1:${place.clientPort}`,
        },
      ),
    verdict: 'refuses',
    says: /open nosuch.crt: no such file or directory/,
  },
  {
    name: 'keys of a reference above own ones, which win',
    rules: ['initial-cluster-name'],
    files: place => {
      const {'etcd.yaml': text = ''} = memberConfig(place);
      return {'etcd.yaml': `x: &x\n  initial-cluster: ${WRONG}\n<<: *x\n${text}`};
    },
    verdict: 'starts',
  },
  {
    name: 'keys of a reference below own ones, which lose',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, `x: &x\n  initial-cluster: ${WRONG}\n<<: *x`),
    verdict: 'refuses',
    says: REFUSED,
  },
  {
    name: 'keys of several references, of which the first in one list wins',
    rules: ['initial-cluster-name'],
    files: place => ({
      'etcd.yaml': `x: &x\n  initial-cluster: ${WRONG}\ny: &y\n  initial-cluster: a=http://127.0.0.1:${place.peerPort}\n<<: [*y, *x]\n${memberConfig(place, '', {'initial-cluster': null})['etcd.yaml']}`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a key that is a number and one that is a boolean',
    rules: [],
    files: place => memberConfig(place, '1: one\ntrue: yes\n3.5: x'),
    verdict: 'starts',
  },
];

/** The file as a whole. */
const DOCUMENTS: readonly TruthRow[] = [
  {
    name: 'a second document, which is never read',
    rules: ['initial-cluster-name'],
    files: place => memberConfig(place, `---\ninitial-cluster: ${WRONG}`),
    verdict: 'starts',
  },
  {
    name: 'a second document that is no YAML',
    rules: ['config-unreadable'],
    files: place => memberConfig(place, '---\n\tinitial-cluster: "'),
    verdict: 'starts',
  },
  {
    name: 'a document between its marks',
    rules: ['config-unreadable', 'config-not-keys'],
    files: place => {
      const {'etcd.yaml': text = ''} = memberConfig(place);
      return {'etcd.yaml': `%YAML 1.1\n---\n${text}...\n`};
    },
    verdict: 'starts',
  },
  {
    name: 'a tab for an indent',
    rules: ['config-unreadable'],
    files: place => memberConfig(place, 'client-transport-security:\n\tauto-tls: true'),
    verdict: 'refuses',
    says: /found character that cannot start any token|found a tab character that violates indentation/,
  },
  {
    name: 'a quote that is never closed',
    rules: ['config-unreadable'],
    files: place => memberConfig(place, 'wal-dir: "wal'),
    verdict: 'refuses',
    says: /found unexpected end of stream/,
  },
  {
    name: 'a colon without a space, so that the line is no key',
    rules: ['config-unreadable'],
    files: place => memberConfig(place, 'wal-dir:wal'),
    verdict: 'refuses',
    says: /could not find expected ':'/,
  },
  {
    name: 'a list instead of keys',
    rules: ['config-not-keys'],
    files: () => ({
      'etcd.yaml': '- name: a\n- data-dir: data\n',
      'run.sh': 'etcd --config-file etcd.yaml\n',
    }),
    verdict: 'refuses',
    says: /cannot unmarshal array into Go value of type embed.configYAML/,
  },
  {
    name: 'a reference to nothing',
    rules: ['config-unreadable'],
    files: place => memberConfig(place, 'wal-dir: *wal'),
    verdict: 'refuses',
    says: /unknown anchor 'wal' referenced/,
  },
  {
    name: 'a block where a value should stand',
    rules: ['config-type'],
    files: place => memberConfig(place, 'wal-dir:\n  path: wal'),
    verdict: 'refuses',
    says: /cannot unmarshal object into Go struct field configYAML.*wal-dir of type string/,
  },
  {
    name: 'a value where a block should stand',
    rules: ['config-type'],
    files: place => memberConfig(place, 'client-transport-security: true'),
    verdict: 'refuses',
    says: /cannot unmarshal bool into Go struct field configYAML.*client-transport-security of type/,
  },
];

export const CONFIG_KEY_ROWS: readonly TruthRow[] = [...KEYS, ...DOCUMENTS];
