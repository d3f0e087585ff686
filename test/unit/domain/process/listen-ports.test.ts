import {describe, expect, it} from 'vitest';

import {listenPorts} from '../../../../src/lib/domain/process/listen-ports.js';

describe('the ports on which a process of etcd listens', () => {
  it.each([
    [
      'a config file',
      'name: a\nlisten-client-urls: http://127.0.0.1:2379,http://[::1]:12379\n',
      [2379, 12379],
    ],
    ['what it only tells others', 'advertise-client-urls: http://127.0.0.1:2379\n', []],
    ['JSON', '{\n  "listen-peer-urls": "http://127.0.0.1:2380"\n}', [2380]],
    [
      'arguments',
      'etcd\ngateway\nstart\n--listen-addr=127.0.0.1:23790\n--endpoints=127.0.0.1:2379',
      [23_790],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, ports) => {
    expect(listenPorts(text)).toEqual(ports);
  });
});
