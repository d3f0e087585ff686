import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import type {InputReader, ReadResult} from '../../../../src/lib/domain/inputs/input.js';
import {readDocker} from '../../../../src/lib/domain/inputs/read-docker.js';
import {readEnv, readEnvFile} from '../../../../src/lib/domain/inputs/read-env.js';
import {readProcfile} from '../../../../src/lib/domain/inputs/read-procfile.js';
import {readShell} from '../../../../src/lib/domain/inputs/read-shell.js';
import {shellQuote} from '../../../../src/lib/domain/text/shell-quote.js';
import {contextOf, sourceOf} from './read-files.js';
import {read} from './shell-commands.js';

const CASES = {numRuns: 2000};
/** Of the processor, since other tests run at the same time; a text of a few hundred letters takes below 1 ms. */
const SLOWEST_MS = 300;

function processorMs(): number {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}

const SAMPLES = [
  '#!/bin/sh\nset -eu\ncd "$(dirname "$0")/.."\nexport ETCD_NAME=a\nexec etcd \\\n  --name "$ETCD_NAME" \\\n  --data-dir=\'/x y\' # c\n',
  'for n in a b; do\n  etcd --name $n --x=${Y:-z} > "$n.log" 2>&1 &\ndone\nif [ -f x ]; then . ./a.env; else A=1; fi\ncase $1 in a|b) etcd;; *) echo;; esac\n',
  'docker run -it --name n -e A=1 -e B --env-file a.env -v "$PWD":/d --net=host quay.io/coreos/etcd:v3.5.1 etcd --name a\ndocker exec n etcdctl get x\n',
  'sudo -u etcd sh -c \'A=$(x `y`) etcd --name "a"\'\ncat <<EOF\n$x\nEOF\nARGS=(--a \'b c\'); etcd "${ARGS[@]}"\n',
  "# comment \\\nETCD_NAME=\"a b\" # c\nexport ETCD_X='it'\\''s'\nETCD_Y = $A${B}\n; c\nA B=1\nETCD_Z=\"open\\\n",
  'infra0: etcd --name a \\\n  --x\n# b: etcd\nbench: x\nproxy: exec env A=1 etcd gateway start\n',
];

const TOKENS = [
  ...[
    'etcd',
    'etcdctl',
    'docker run',
    'sudo',
    'sh -c',
    'export',
    'ETCD_NAME=',
    'A=',
    '--name',
    'cd',
    '.',
    'set -a',
  ],
  ...[
    'if',
    'then',
    'fi',
    'for',
    'do',
    'done',
    'case',
    'in',
    'esac',
    '{',
    '}',
    '(',
    ')',
    '((',
    'f()',
    'a:',
    'unset A',
  ],
  ...[
    ' ',
    '\n',
    '\t',
    '\r\n',
    ';',
    ';;',
    '&',
    '&&',
    '|',
    '||',
    '<',
    '>',
    '<<',
    '<<-',
    '<<<',
    '#',
    '\\',
    '\\\n',
    '=',
  ],
  ...[
    '"',
    "'",
    '`',
    '$',
    '$(',
    '${',
    '${A',
    ':-',
    ':=',
    '$A',
    '$1',
    '"$@"',
    "$'",
    '[@]}',
    '+=(',
    '\0',
    '\u001b[0m',
    '“',
  ],
];

/** A real text with pieces taken out, moved and put in. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SAMPLES),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(12), fc.oneof(fc.constantFrom(...TOKENS), fc.string({maxLength: 3}))),
      {
        maxLength: 8,
      },
    ),
  )
  .map(([sample, changes]) =>
    changes.reduce((text, [at, length, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + length);
    }, sample),
  );

const texts = fc.oneof(
  mutated,
  fc.array(fc.constantFrom(...TOKENS), {maxLength: 60}).map(tokens => tokens.join('')),
  fc.array(fc.constantFrom(...TOKENS), {maxLength: 60}).map(tokens => tokens.join(' ')),
  fc.string({unit: 'binary', maxLength: 200}),
);

/** Places outside the text, and messages that would reach a terminal raw. */
function unsound({launches, findings}: ReadResult, text: string): unknown[] {
  const lines = text.split('\n').length;
  const places = launches.flatMap(({place, argv, environment}) => [
    place,
    ...[...argv, ...environment].map(word => word.place),
  ]);
  return [
    ...[...places, ...findings].filter(
      ({line = 1, column = 1, length = 0}) =>
        line < 1 || line > lines || column < 1 || column + length > text.length + 1,
    ),
    ...findings.filter(({message, fix = ''}) => /[\u0000-\u001f\u007f-\u009f]/.test(message + fix)),
  ];
}

const READERS: readonly (readonly [string, InputReader])[] = [
  ['shell', readShell],
  ['docker', readDocker],
  ['Procfile', readProcfile],
  ['env', readEnv],
  ...(['systemd', 'shell', 'docker', 'dotenv'] as const).map(
    dialect =>
      [`env as ${dialect}`, source => ({launches: [], ...readEnvFile(source, dialect)})] satisfies [
        string,
        InputReader,
      ],
  ),
];

describe('any text', () => {
  it.each(READERS)('is read as %s', (_, reader) => {
    fc.assert(
      fc.property(texts, text => {
        const start = processorMs();

        const result = reader(sourceOf('a', text), contextOf({}));

        expect(processorMs() - start).toBeLessThan(SLOWEST_MS);
        expect(unsound(result, text)).toEqual([]);
      }),
      CASES,
    );
  });
});

describe('words', () => {
  it('come back from what shellQuote makes of them', () => {
    const words = fc.array(fc.oneof(fc.string(), fc.string({unit: 'binary'}), fc.constantFrom(...TOKENS)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(words, given => {
        const line = ['etcd', ...given].map(shellQuote).join(' ');

        const commands = read(`:; ${line} # end\n:`);

        expect(
          commands.map(command => command.words.map(({text, unresolved}) => [text, unresolved])),
        ).toEqual([
          [[':', undefined]],
          [['etcd', undefined], ...given.map(word => [word, undefined])],
          [[':', undefined]],
        ]);
      }),
      CASES,
    );
  });

  it('come back from a variable between double quotes', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), value => {
        const [, command] = read(`A=${shellQuote(value)}\netcd "$A" x"\${A}"y`);

        expect(command?.words.map(({text}) => text)).toEqual(['etcd', value, `x${value}y`]);
      }),
      CASES,
    );
  });
});
