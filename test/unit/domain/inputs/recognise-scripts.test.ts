import {expect, it} from 'vitest';

import type {InputKind} from '../../../../src/lib/domain/inputs/input.js';
import {recognise} from '../../../../src/lib/domain/inputs/recognise.js';

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

it.each([...WRITTEN, ...COMMANDS])('%s: %s', (_, kind, file, text) => {
  expect(recognise(`/w/${file}`, text)).toBe(kind);
});
