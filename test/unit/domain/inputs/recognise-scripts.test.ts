import {expect, it} from 'vitest';

import type {InputKind} from '../../../../src/lib/domain/inputs/input.js';
import {isTemplate, recognise} from '../../../../src/lib/domain/inputs/recognise.js';

type Row = readonly [title: string, kind: InputKind | undefined, file: string, text: string];

const UNIT_DOCUMENT =
  'cat <<EOF | sudo tee /etc/systemd/system/etcd.service\n[Unit]\n[Service]\nExecStart=/usr/bin/etcd\nEOF\n';

const WRITTEN: readonly Row[] = [
  ['a script that writes a unit', 'shell', 'x.sh', UNIT_DOCUMENT],
  [
    'commands that write a unit',
    'shell',
    'x.txt',
    `mkdir -p /var/lib/etcd\n${UNIT_DOCUMENT}systemctl daemon-reload\n`,
  ],
  [
    'a script that writes a manifest',
    'shell',
    'x',
    '#!/bin/sh\ncat > etcd.yaml <<EOF\napiVersion: v1\nkind: Pod\n# etcd\nEOF\n',
  ],
  ['a script that writes something else', undefined, 'x.sh', '# for etcd\ncat > e <<EOF\nA=b\nEOF\n'],
  [
    'a guide that shows how to write a unit',
    undefined,
    'x.txt',
    `Then write the unit of etcd into its file:\n${UNIT_DOCUMENT}`,
  ],
  [
    'a unit with a shift in it',
    'systemd',
    'x',
    '[Service]\nExecStart=/bin/sh -c "etcd --max-wals $((1<<A))"\n',
  ],
];

const COMMANDS: readonly Row[] = [
  ['the arm of a case', 'shell', 'x.sh', 'case $1 in\nnew) etcd --name a ;;\nesac\n'],
  ['dashes of a web page', 'shell', 'x.txt', 'etcd –name a –data-dir /d\n'],
  ['dashes of a web page behind a prompt', 'shell', 'x.txt', '$ etcd —name a\n'],
  ['a sentence with a dash', undefined, 'x.txt', 'etcd – a distributed store of keys and values\n'],
  [
    'flags alone',
    'config',
    'command.txt',
    '--name=a\n--data-dir=/d\n--listen-peer-urls=http://localhost:2380\n',
  ],
  ['the arguments of a gateway', 'config', 'command.txt', 'gateway\nstart\n--endpoints=127.0.0.1:2379\n'],
  ['flags of something else', undefined, 'flags.txt', '--name=a\n--port=1\n'],
];

const TEMPLATES: readonly Row[] = [
  [
    'a unit of Ansible',
    undefined,
    'etcd.service',
    '[Service]\nExecStart=/usr/bin/etcd \\\n --name={{ name }}\n',
  ],
  ['variables of Ansible', undefined, 'etcd.env', 'ETCD_NAME={{ name }}\nETCD_DATA_DIR=/d\n'],
  ['a config file of ERB', undefined, 'etcd.conf', 'name: <%= @name %>\ndata-dir: /d\n'],
  [
    'a unit that asks docker',
    'systemd',
    'etcd.service',
    "[Service]\nExecStartPre=docker inspect -f '{{.Id}}' etcd\nExecStart=/usr/bin/etcd\n",
  ],
  ['a script that asks docker', 'shell', 'x.sh', "ETCD_IP=$(docker inspect -f '{{.IP}}' a)\netcd --name a\n"],
  [
    'a manifest with a text for somebody else',
    'kubernetes',
    'x.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: etcd\n  annotations: {a: "{{ .b }}"}\n',
  ],
];

it.each(TEMPLATES.filter(([, kind]) => kind === undefined))('%s is a template', (_, __, file, text) => {
  expect(isTemplate(`/w/${file}`, text)).toBe(true);
});

it.each([...WRITTEN, ...COMMANDS, ...TEMPLATES])('%s: %s', (_, kind, file, text) => {
  expect(recognise(`/w/${file}`, text)).toBe(kind);
});
