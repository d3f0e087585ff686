import fc from 'fast-check';
import {expect, it} from 'vitest';

import {judgeFiles} from '../../../helpers/judge-files.js';

const SAMPLE = `name: infra0
data-dir: /var/lib/etcd
listen-peer-urls: https://10.0.0.1:2380
listen-client-urls: https://10.0.0.1:2379,http://[::1]:2379
advertise-client-urls: https://10.0.0.1:2379
initial-advertise-peer-urls: https://10.0.0.1:2380
initial-cluster: infra0=https://10.0.0.1:2380,infra1=https://10.0.0.2:2380
initial-cluster-token: shop-1
initial-cluster-state: new
client-transport-security:
  cert-file: a.crt
  key-file: a.key
  allowed-hostname: [a, b]
log-outputs: [stderr, /x]
auto-compaction-retention: "1h"
quota-backend-bytes: 8589934592
discovery-config: {token: t, client: {endpoints: [http://a:1]}}
`;

const PIECES = [
  ...[
    '\n',
    '  ',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '!x ',
    '? ',
  ],
  ...[
    '|\n',
    '>\n',
    '#',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '\t',
    '\r\n',
    '\ufeff',
    '\u0000',
    '\u001b[31m',
    '“',
    'é',
  ],
  ...['null', '~', 'true', 'off', '0x1F', '1e400', '-1', '.nan', '9223372036854775808', '1_000', '12:30:45'],
  ...['name: ', 'Name: ', 'cert-file: ', 'http://', 'unix://', ':2379', '0.0.0.0', '=', '${X}', '{{ x }}'],
];

/** A real file with pieces taken out, moved and put in. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(SAMPLE.length),
      fc.nat(14),
      fc.oneof(fc.constantFrom(...PIECES), fc.string({unit: 'binary', maxLength: 4})),
    ),
    {maxLength: 8},
  )
  .map(changes =>
    changes.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), SAMPLE),
  );

it('any config file is read and judged: with places in it, and words that steer no terminal', async () => {
  await fc.assert(
    fc.asyncProperty(
      mutated,
      fc.constantFrom('3.4.23', '3.5.14', '3.6.16', '3.7.3'),
      async (text, version) => {
        const {findings} = await judgeFiles({'etcd.yaml': text}, {kind: 'config', version});

        const lines = text.split('\n');
        const astray = findings.filter(
          ({line = 1, column = 1}) => column - 1 > (lines[line - 1]?.length ?? -1),
        );
        expect(astray).toEqual([]);
        expect(findings.filter(({message, fix = ''}) => /\p{Cc}/u.test(message + fix))).toEqual([]);
      },
    ),
    {numRuns: 2000},
  );
}, 60_000);
