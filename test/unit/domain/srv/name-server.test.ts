import {expect, it} from 'vitest';

import {parseNameServer, type NameServer} from '../../../../src/lib/domain/srv/name-server.js';

it.each<readonly [string, NameServer | undefined]>([
  ['10.0.0.2', {address: '10.0.0.2', port: 53}],
  ['10.0.0.2:5353', {address: '10.0.0.2', port: 5353}],
  ['2001:db8::1', {address: '2001:db8::1', port: 53}],
  ['[2001:db8::1]', {address: '2001:db8::1', port: 53}],
  ['[2001:db8::1]:5353', {address: '2001:db8::1', port: 5353}],
  ...[
    '',
    'ns.example.com',
    '10.0.0.2:',
    '10.0.0.2:0',
    '10.0.0.2:65536',
    '10.0.0',
    '[10.0.0',
    '[]:53',
    ':53',
  ].map(text => [text, undefined] as const),
])('%s', (text, server) => {
  expect(parseNameServer(text)).toEqual(server);
});
