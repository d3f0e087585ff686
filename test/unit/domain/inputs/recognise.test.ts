import {describe, expect, it} from 'vitest';

import type {InputKind} from '../../../../src/lib/domain/inputs/input.js';
import {recognise} from '../../../../src/lib/domain/inputs/recognise.js';

type Row = readonly [title: string, kind: InputKind | undefined, file: string, text: string];

const URLS = 'http://127.0.0.1:2379';

const SPECS: readonly Row[] = [
  ['a spec', 'spec', 'etcdops.yaml', 'schemaVersion: 1\ncluster: demo\nnodes: []\n'],
  ['a spec of another name', 'spec', 'x.yaml', '# mine\nschemaVersion: 1\ncluster: demo\nnodes: []\n'],
  ['a spec as JSON', 'spec', 'x.json', '{"schemaVersion": 1, "cluster": "demo", "nodes": [{"name": "a"}]}'],
  ['a spec that misses its first key', 'spec', 'etcdops.yaml', 'cluster: demo\nnodes: []\n'],
];

const CONFIGS: readonly Row[] = [
  ['a config file', 'config', 'x.yaml', `name: infra0\nlisten-client-urls: ${URLS}\n`],
  ['in quotes', 'config', 'x.yaml', `"name": 'infra0'\n"listen-client-urls": '${URLS}'\n`],
  ['as JSON', 'config', 'x', `{"name": "a{,", "listen-client-urls": "${URLS}", "initial-cluster": "a=b"}`],
  ['as JSON that is cut off', 'config', 'x', `{"listen-client-urls": "${URLS}", "initial-cluster": "a=b`],
  ['in braces without quotes', 'config', 'x', `{name: infra0, initial-cluster: 'a=${URLS}'}`],
  ['behind a document mark', 'config', 'x', `---\n\nname: infra0\ninitial-cluster-state: new\n`],
  ['indented as a whole', 'config', 'x', `  name: infra0\n  initial-cluster-state: new\n`],
  ['with underscores', 'config', 'x', `name: infra0\nlisten_client_urls: ${URLS}\n`],
  ['in camel case', 'config', 'x', `name: infra0\nlistenClientUrls: ${URLS}\n`],
  ['in the wrong case', 'config', 'x', `Name: infra0\nListen-Client-URLs: ${URLS}\n`],
  [
    'with TLS alone',
    'config',
    'x',
    'client-transport-security:\n  cert-file: a\npeer-transport-security: {}\n',
  ],
  ['of a name alone, called etcd.yaml', 'config', 'conf/etcd.yaml', 'name: infra0\n'],
  ['of a name alone, called etcd.conf.yml', 'config', 'etcd.conf.yml', 'name: infra0\n'],
  ['with keys of its own beside', 'config', 'x', `listen-client-urls: ${URLS}\nowner: me\n`],
  [
    'broken YAML',
    'config',
    'x.yaml',
    `name: [infra0\n\tlisten-peer-urls: ${URLS}\nlisten-client-urls: ${URLS}\n`,
  ],
  ['that quotes a command', 'config', 'x', `# etcd --name infra0\nname: a\nlisten-client-urls: ${URLS}\n`],
  [
    'of another program: a workflow',
    undefined,
    'ci.yaml',
    'name: etcd\non: push\njobs:\n  test:\n    x: 1\n',
  ],
  [
    'of another program: k3s',
    undefined,
    'config.yaml',
    'data-dir: /d\nnode-name: a\ntoken: etcd\ntls-san: b\n',
  ],
  ['of another program: a package', undefined, 'p.yaml', 'name: etcd-client\nversion: 1.0.0\nlogger: true\n'],
  ['variables of Ansible', undefined, 'vars.yml', 'etcd_data_dir: /var/lib/etcd\netcd_version: 3.5.9\n'],
  [
    'a template',
    undefined,
    'etcd.yaml',
    '{{- if .Values.x }}\nname: infra0\nlisten-client-urls: a\n{{- end }}\n',
  ],
  ['a template by its name', undefined, 'etcd.yaml.j2', `name: infra0\nlisten-client-urls: ${URLS}\n`],
];

const ENVS: readonly Row[] = [
  ['an env file', 'env', 'x', 'ETCD_NAME=infra0\nETCD_DATA_DIR="/d"\n'],
  ['with export', 'env', 'x', 'export ETCD_NAME=infra0\nexport ETCD_DATA_DIR=/d\n'],
  ['with export and a blank too many', 'env', 'x', 'export ETCD_DATA_DIR=/var/lib/my etcd\n'],
  ['with set -a', 'env', 'x', 'set -a\nETCD_NAME=infra0\nset +a\n'],
  ['with comments of both kinds', 'env', 'x', '# a\n; b\n\nETCD_NAME=infra0\n'],
  ['with a continued line', 'env', 'x', 'ETCD_INITIAL_CLUSTER=a=b,\\\n  c=d\n'],
  ['with blanks around the sign', 'env', 'x', 'ETCD_NAME = infra0\n'],
  ['with a value that goes on', 'env', 'x', 'ETCD_NAME=infra0\nETCD_INITIAL_CLUSTER="a=b,\nc=d"\n'],
  ['with variables of others', 'env', 'x', 'GOMAXPROCS=2\nTZ=UTC\nETCD_NAME=a\n'],
  ['of etcdctl', 'env', 'x', 'ETCDCTL_ENDPOINTS=127.0.0.1:2379\n'],
  ['of the distribution, called etcd.conf', 'env', 'etcd.conf', '#[Member]\nETCD_NAME="default"\n'],
  [
    'of an image and its version alone',
    undefined,
    '.env',
    'ETCD_IMAGE=quay.io/coreos/etcd\nETCD_VERSION=v3\n',
  ],
  ['of another program', undefined, '.env', 'APP_ETCD_ENDPOINTS=a:2379\nPORT=1\n'],
];

const UNITS: readonly Row[] = [
  ['a unit', 'systemd', 'etcd.service', '[Unit]\nDescription=etcd\n[Service]\nExecStart=/usr/bin/etcd\n'],
  ['a drop-in', 'systemd', '10-x.conf', '[Service]\nEnvironment=ETCD_NAME=a\n'],
  ['a container of podman', 'systemd', 'etcd.container', '[Container]\nImage=quay.io/coreos/etcd:v3.5.9\n'],
  [
    'a unit of something else',
    undefined,
    'x.service',
    '[Unit]\nDescription=x\n[Service]\nExecStart=/bin/x\n',
  ],
];

const PROCFILES: readonly Row[] = [
  ['a Procfile', 'procfile', 'Procfile', 'a: etcd --name a\nb: etcd --name b\n'],
  ['of another name', 'procfile', 'x', '# goreman\n\na: bin/etcd --name a\nload: benchmark put --total 5\n'],
  ['with variables', 'procfile', 'x', 'a: exec env ETCD_NAME=a $HOME/bin/etcd --data-dir d\n'],
  ['with a continued line', 'procfile', 'x', 'a: etcd --name a \\\n  --data-dir d\n'],
  ['with a line that is none', 'procfile', 'Procfile', 'a: etcd --name a\nb etcd\n'],
  ['of something else', undefined, 'Procfile', 'web: bundle exec rails\n'],
];

const CONTAINERS: readonly Row[] = [
  ['a compose file', 'compose', 'x.yaml', 'services:\n  a:\n    image: quay.io/coreos/etcd:v3.5.9\n'],
  ['with anchors', 'compose', 'x', 'x-a: &a {image: etcd}\nservices:\n  b: {<<: *a}\n'],
  ['as JSON', 'compose', 'x', '{"version": "3", "services": {"a": {"image": "etcd"}}}'],
  ['of something else', undefined, 'compose.yaml', 'services:\n  a:\n    image: redis\n'],
  [
    'a job with containers beside it',
    undefined,
    'x.yml',
    'services:\n  - name: bitnami/etcd\njob: {script: a}\n',
  ],
  ['a pod', 'kubernetes', 'x.yaml', 'apiVersion: v1\nkind: Pod\nspec: {containers: [{command: [etcd]}]}\n'],
  ['a pod as JSON', 'kubernetes', 'x', '{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "etcd"}}'],
  [
    'several documents',
    'kubernetes',
    'x',
    '---\napiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: Pod\nx: etcd\n',
  ],
  ['a pod of something else', undefined, 'x.yaml', 'apiVersion: v1\nkind: Pod\nspec: {}\n'],
  ['a line of docker', 'docker', 'x', 'docker run -d quay.io/coreos/etcd:v3.5.9 etcd --name a\n'],
  [
    'over several lines',
    'docker',
    'x',
    'sudo docker container run \\\n  -p 2379:2379 \\\n  quay.io/coreos/etcd\n',
  ],
  [
    'of podman, in a script',
    'docker',
    'x.sh',
    '#!/bin/bash\nset -e\npodman create --name etcd0 coreos/etcd\n',
  ],
  ['of docker, for something else', undefined, 'x', 'docker run redis\n'],
];

const SHELLS: readonly Row[] = [
  ['a line', 'shell', 'x', 'etcd --name infra0\n'],
  ['without a line end', 'shell', '-', 'etcd --name infra0'],
  ['with a path', 'shell', 'x', '/usr/local/bin/etcd --name=infra0 &\n'],
  ['over several lines', 'shell', 'x', 'etcd \\\n  --name infra0 \\\n  --data-dir d\n'],
  ['a script', 'shell', 'start.sh', '#!/bin/sh\nset -eu\nexec etcd --name infra0\n'],
  ['a script that only names it', 'shell', 'x', '#!/usr/bin/env bash\nexport ETCD_NAME=a\nexec etcd\n'],
  [
    'variables, then the program',
    'shell',
    'x',
    'ETCD_NAME=a\nETCD_DATA_DIR=/d\nexport ETCD_NAME\nexec etcd\n',
  ],
  ['behind variables in quotes', 'shell', 'x', `A='b c' ETCD_NAME="x; y" etcd --name infra0\n`],
  ['behind sudo with a user', 'shell', 'x', 'sudo -u etcd etcd --name infra0\n'],
  ['behind a deadline', 'shell', 'x', 'timeout 30 nohup etcd --name infra0 > log 2>&1 &\n'],
  ['behind sh -c', 'shell', 'x', `sh -c 'exec etcd --name infra0'\n`],
  ['behind a condition', 'shell', 'x', 'cd /d && etcd --name infra0 || exit 1\n'],
  ['by a variable', 'shell', 'x', '"$ETCD_BIN" --name infra0\n'],
  ['by a variable with a default', 'shell', 'x', '${ETCD:-etcd} --name infra0\n'],
  ['with its flags in a variable', 'shell', 'x', 'etcd $FLAGS\n'],
  ['a gateway', 'shell', 'x', 'etcd gateway start --endpoints=a:2379\n'],
  ['a gRPC proxy', 'shell', 'x', 'etcd grpc-proxy start --endpoints=a:2379\n'],
  ['etcdctl', 'shell', 'x', 'etcdctl --endpoints=a:2379 get foo\n'],
  ['etcdctl with a verb', 'shell', 'x', 'etcdctl endpoint health --cluster\n'],
  ['a function', 'shell', 'x', 'function start() {\n  etcd --name "$1"\n}\nstart infra0\n'],
  [
    'a script with words for people',
    'shell',
    'x.sh',
    'echo Now we start the first member of it\netcd --name a\n',
  ],
];

const FOREIGN: readonly Row[] = [
  ['nothing', undefined, 'x', ''],
  ['blank lines', undefined, 'x', '\n \n\t\n'],
  ['comments alone', undefined, 'etcd.env', '# ETCD_NAME=infra0\n#etcd --name infra0\n'],
  ['a list of packages', undefined, 'x', 'curl\netcd\nvim\n'],
  [
    'a text',
    undefined,
    'README',
    'etcd is a store.\n\nTo start one member of it, type this:\n\n  etcd --name a\n',
  ],
  ['a text with a fence', undefined, 'README', 'Start:\n\n```\netcd --name infra0\n```\n'],
  ['a document', undefined, 'README.md', '# etcd\n\n    etcd --name infra0\n'],
  ['a service that is asked for', undefined, 'x', 'systemctl start etcd\njournalctl -u etcd -f\n'],
  ['a package that is installed', undefined, 'x', 'apt-get install -y etcd\nwhich etcd\npkill etcd\n'],
  ['a log of it', undefined, 'x', '{"level":"info","msg":"etcd started","name":"infra0","data-dir":"/d"}\n'],
  ['a Go program', undefined, 'x', 'package main\n\nimport "os/exec"\n\nvar x = `\netcd --name infra0\n`\n'],
  ['a Go program by its name', undefined, 'x.go', 'etcd --name infra0\n'],
  ['a Python program', undefined, 'x', 'import subprocess\n\nX = """\netcd --name infra0\n"""\n'],
  ['a Python script', undefined, 'x', '#!/usr/bin/env python3\n"""\netcd --name infra0\n"""\n'],
  ['a Makefile', undefined, 'Makefile', 'run:\n\tetcd --name infra0\n'],
  ['a Dockerfile', undefined, 'Dockerfile', 'FROM alpine\nENV ETCD_NAME=a\nCMD ["etcd", "--name", "a"]\n'],
  ['a job of a pipeline', undefined, 'x.yml', 'test:\n  script:\n    - etcd --name infra0\n'],
  ['a JSON list', undefined, 'x.json', '["etcd", "--name", "infra0"]'],
  ['keys that are no keys', undefined, 'x', 'constructor: etcd\n__proto__: 1\ntoString: 2\n'],
];

describe('the kind of', () => {
  it.each([...SPECS, ...CONFIGS, ...ENVS, ...UNITS, ...PROCFILES, ...CONTAINERS, ...SHELLS, ...FOREIGN])(
    '%s: %s',
    (_, kind, file, text) => {
      expect(recognise(`/w/${file}`, text)).toBe(kind);
    },
  );
});
