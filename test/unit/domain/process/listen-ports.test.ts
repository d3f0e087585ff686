import {describe, expect, it} from 'vitest';

import {portsOfCommandLine, portsOfConfig} from '../../../../src/lib/domain/process/listen-ports.js';

describe('the ports on which a process of etcd listens', () => {
  it.each<[string, Record<string, string>, number[]]>([
    [
      'of a member',
      {
        'listen-client-urls': 'http://127.0.0.1:2379,http://[::1]:12379',
        'listen-client-http-urls': 'http://127.0.0.1:2389',
        'listen-peer-urls': 'http://127.0.0.1:2380',
        'listen-metrics-urls': 'http://127.0.0.1:2381',
      },
      [2380, 2379, 12_379, 2389, 2381],
    ],
    ['as a person writes lists', {'listen-client-urls': ' http://a:1 , http://b:2'}, [1, 2]],
    ['of what it only tells others', {'advertise-client-urls': 'http://127.0.0.1:2379'}, []],
    [
      'of what is no list of URLs',
      {'listen-client-urls': '2379', 'listen-peer-urls': 'unix://run/peer:x'},
      [],
    ],
    ['of a file that names none', {}, []],
  ])('%s', (_, config, ports) => {
    expect(portsOfConfig(new Map(Object.entries(config)))).toEqual(ports);
  });

  it.each<[string, string[], number[]]>([
    [
      'of a gateway',
      ['etcd', 'gateway', 'start', '--listen-addr=127.0.0.1:23790', '--endpoints=127.0.0.1:2379'],
      [23_790],
    ],
    [
      'of a gRPC proxy, and that of its metrics',
      ['etcd', 'grpc-proxy', 'start', '--listen-addr', '[::1]:1', '--metrics-addr=http://127.0.0.1:2'],
      [1, 2],
    ],
    ['of what the machine does not tell', [], []],
  ])('%s', (_, argv, ports) => {
    expect(portsOfCommandLine(argv)).toEqual(ports);
  });
});
