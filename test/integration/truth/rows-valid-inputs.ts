import {memberFlags, memberVariables} from './member-files.js';
import type {TruthPlace, TruthRow} from './truth-row.js';

/** The flags of a lone member as words. */
function wordsOf(place: TruthPlace): string[] {
  return memberFlags(place).split(/[\s\\]+/);
}

function asYamlList(words: readonly string[], indent: string): string {
  return words.map(word => `${indent}- ${JSON.stringify(word)}\n`).join('');
}

/** What else starts etcd: read as what it is, and run as plain etcd with the words and variables that come out. */
export const VALID_INPUT_ROWS: readonly TruthRow[] = [
  {
    name: 'a Procfile',
    rules: [],
    files: place => ({
      Procfile: `# of three members, one\netcd1: bin/etcd ${wordsOf(place).join(' ')} --logger=zap --log-outputs=stderr\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a systemd unit with flags',
    rules: [],
    files: place => ({
      'etcd.service': `[Unit]\nDescription=etcd\nAfter=network-online.target\n\n[Service]\nType=notify\nExecStart=/usr/local/bin/etcd \\\n  ${memberFlags(place)} \\\n# in between\n  --auto-compaction-retention="1h" --initial-cluster-token 'a b'\nRestart=on-failure\n\n[Install]\nWantedBy=multi-user.target\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a systemd unit with variables and an env file',
    rules: [],
    files: place => ({
      'etcd.service': `[Service]\nEnvironment="ETCD_MAX_WALS=3" ETCD_NAME=b\nEnvironment=GOMAXPROCS=2\nEnvironmentFile=-${place.dir}/etcd.env\nEnvironmentFile=-/nosuch.env\nExecStart=/usr/bin/etcd\n`,
      'etcd.env': memberVariables(place)['etcd.env'] ?? '',
    }),
    verdict: 'starts',
  },
  {
    name: 'a compose file with a list of words',
    rules: [],
    files: place => ({
      'compose.yaml': `services:\n  etcd:\n    image: gcr.io/etcd-development/etcd\n    network_mode: host\n    command:\n      - etcd\n${asYamlList(wordsOf(place), '      ')}`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a compose file with variables',
    rules: [],
    files: place => {
      const pairs = (memberVariables(place)['etcd.env'] ?? '').trim().split('\n');
      return {
        'docker-compose.yml': `services:\n  etcd:\n    image: quay.io/coreos/etcd\n    network_mode: host\n    entrypoint: /usr/local/bin/etcd\n    environment:\n${asYamlList(pairs, '      ')}`,
      };
    },
    verdict: 'starts',
  },
  {
    name: 'a static pod of Kubernetes',
    rules: [],
    files: place => ({
      'etcd.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: etcd\n  namespace: kube-system\nspec:\n  hostNetwork: true\n  containers:\n  - name: etcd\n    image: registry.k8s.io/etcd\n    command:\n    - etcd\n${asYamlList(wordsOf(place), '    ')}`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a container on the network of its host',
    rules: [],
    files: place => ({
      'run.txt': `docker run -d --name etcd --net=host quay.io/coreos/etcd etcd ${wordsOf(place).join(' ')}\n`,
    }),
    verdict: 'starts',
  },
];
