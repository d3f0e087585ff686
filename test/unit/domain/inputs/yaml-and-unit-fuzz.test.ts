import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import type {InputReader} from '../../../../src/lib/domain/inputs/input.js';
import type {Place} from '../../../../src/lib/domain/inputs/place.js';
import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readKubernetes} from '../../../../src/lib/domain/inputs/read-kubernetes.js';
import {readSystemd} from '../../../../src/lib/domain/inputs/read-systemd.js';
import {readInput} from './read-input.js';
import type {Files} from './read-files.js';

const ANYWHERE = [
  ...[
    'etcd',
    ' --name=',
    ' --name ',
    'a',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '"',
    "'",
    '\\',
    '\\\n',
    '$',
    '$$',
    '${A}',
    '$A',
  ],
  ...[
    '${A:-b}',
    '$(A)',
    '%',
    '%i',
    '%z',
    '=',
    ':',
    ';',
    '#',
    '|',
    '&&',
    '> ',
    '`',
    '\u0000',
    '\ufeff',
    '\u001b[31m',
    'é',
    '🙂',
    '\ud800',
  ],
];

const PARTS = {
  systemd: [
    '[Service]\n',
    '[Unit]\n',
    'ExecStart=',
    'ExecStart=\n',
    'Environment=',
    'EnvironmentFile=-/x',
    'Type=oneshot\n',
    '/bin/sh -c "',
    '-@',
  ],
  compose: [
    'services:\n',
    '  x:\n',
    '    image: bitnami/etcd:3\n',
    '    command: ',
    '    environment:\n',
    '      - ',
    '    extends: x\n',
    '    <<: *a\n',
    '&a ',
    '[',
    ']',
    '{',
    '}',
    '    volumes: ["./a:/b"]\n',
  ],
  kubernetes: [
    'kind: Pod\n',
    'kind: List\nitems:\n',
    'spec:\n',
    '  containers:\n',
    '  - image: etcd\n',
    '    command: ',
    '    args: [',
    ']',
    '    env: [{name: A, value: ',
    '}',
    '---\n',
    '    volumeMounts: []\n',
  ],
} as const;

/** A beginning that makes it likely that something is read. */
const HEADS: Readonly<Record<keyof typeof PARTS, string>> = {
  systemd: '[Service]\nExecStart=/usr/bin/etcd ',
  compose: 'services:\n  x:\n    image: quay.io/coreos/etcd:v3.5.12\n    command: ',
  kubernetes: 'kind: Pod\nspec:\n  containers:\n  - image: etcd\n    name: etcd\n    command: ',
};

const READERS: Readonly<Record<keyof typeof PARTS, {reader: InputReader; file: string}>> = {
  systemd: {reader: readSystemd, file: 'etcd@a.service'},
  compose: {reader: readCompose, file: 'compose.yaml'},
  kubernetes: {reader: readKubernetes, file: 'etcd.yaml'},
};

/** Whether a place is one in its file. */
function isIn(lines: ReadonlyMap<string, readonly string[]>, place: Place): boolean {
  const {file, line = 1, column = 1, length = 0} = place;
  const text = lines.get(file)?.[line - 1];
  return text !== undefined && column >= 1 && column - 1 <= text.length && length >= 0;
}

/** Everything that a reader says has its place in one of the files, and no control character in its words. */
function expectSound(files: Files, reader: InputReader): void {
  const {launches, findings} = readInput(reader, files);
  const lines = new Map(Object.entries(files).map(([name, text]) => [name, text.split('\n')]));
  const places = launches.flatMap(({place, argv, environment}) => [
    place,
    ...[...argv, ...environment].map(({place: at}) => at),
  ]);
  expect([...places, ...findings].filter(place => !isIn(lines, place))).toEqual([]);
  expect(findings.filter(({message, fix = ''}) => /\p{Cc}/u.test(message + fix))).toEqual([]);
}

describe.each(['systemd', 'compose', 'kubernetes'] as const)('the reader of %s', kind => {
  const {reader, file} = READERS[kind];
  const piece = fc.oneof(
    {weight: 3, arbitrary: fc.constantFrom(...ANYWHERE)},
    {weight: 2, arbitrary: fc.constantFrom(...PARTS[kind])},
    {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 6})},
  );
  const text = fc
    .tuple(fc.constantFrom('', HEADS[kind]), fc.array(piece, {maxLength: 25}))
    .map(([head, pieces]) => head + pieces.join(''));

  it('takes any text', () => {
    fc.assert(
      fc.property(text, text, (main, other) => {
        expectSound({[file]: main, '.env': other, x: other, [`${file}.d/a.conf`]: other}, reader);
      }),
      {numRuns: 2500},
    );
  });

  it.each([
    ['a long line', `${HEADS[kind]}${'a "b" $X ${Y} '.repeat(20_000)}`],
    ['a long word', `${HEADS[kind]}${'a'.repeat(1_000_000)}`],
    ['open braces', `${HEADS[kind]}${'${'.repeat(200_000)}`],
    ['open quotes', `${HEADS[kind]}${'"\\'.repeat(200_000)}`],
    ['dollar signs', `${HEADS[kind]}${'$'.repeat(500_000)}`],
    ['percent signs', `${HEADS[kind]}${'%H'.repeat(200_000)}`],
    ['blanks', `${HEADS[kind]}${' '.repeat(1_000_000)}x`],
    ['many lines', `${HEADS[kind]}\n${'Environment=ETCD_A=1\n'.repeat(20_000)}`],
  ])('takes %s in time', (_, long) => {
    const start = performance.now();
    expectSound({[file]: long}, reader);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
