import {expect, it} from 'vitest';

import {clientPortsIn} from '../../../../src/lib/domain/config/client-ports.js';

it.each<[what: string, config: unknown, ports: number[] | undefined]>([
  ['one URL', {'listen-client-urls': 'http://127.0.0.1:2389'}, [2389]],
  ['several', {'listen-client-urls': 'http://[::1]:2389, https://0.0.0.0'}, [2389, 443]],
  ['none, as etcd has it then', {name: 'infra0'}, [2379]],
  ['no URL', {'listen-client-urls': 'here'}, undefined],
  ['no text', {'listen-client-urls': 7}, undefined],
  ['no settings', undefined, undefined],
])('the ports for clients by a config file: %s', (_, config, ports) => {
  expect(clientPortsIn(config)).toEqual(ports);
});
