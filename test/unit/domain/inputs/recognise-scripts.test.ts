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

it.each(WRITTEN)('%s: %s', (_, kind, file, text) => {
  expect(recognise(`/w/${file}`, text)).toBe(kind);
});
