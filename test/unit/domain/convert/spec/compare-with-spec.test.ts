import {describe, expect, it} from 'vitest';

import {convertAll, handMade, specOf} from '../../../../helpers/hand-made.js';

describe('toSpec says what it cannot hold', () => {
  it.each<[what: string, change: Record<string, string | undefined>, lost: [string, string][]]>([
    [
      'several URLs to listen on',
      {'listen-client-urls': 'http://10.0.0.1:2379,http://127.0.0.1:2379'},
      [['listen-client-urls', 'http://10.0.0.1:2379,http://127.0.0.1:2379']],
    ],
    [
      'several URLs to advertise',
      {'advertise-client-urls': 'http://10.0.0.1:2379,http://192.168.0.1:2379'},
      [['advertise-client-urls', 'http://10.0.0.1:2379,http://192.168.0.1:2379']],
    ],
    [
      'clients and peers on two addresses',
      {'listen-client-urls': 'http://0.0.0.0:2379'},
      [['listen-client-urls', 'http://0.0.0.0:2379']],
    ],
    [
      'another port behind a gateway',
      {'listen-client-urls': 'http://10.0.0.1:12379'},
      [['listen-client-urls', 'http://10.0.0.1:12379']],
    ],
    [
      'a unix socket',
      {'listen-client-urls': 'http://10.0.0.1:2379,unix://localhost:1'},
      [['listen-client-urls', 'http://10.0.0.1:2379,unix://localhost:1']],
    ],
    ['a flag that no file has', {'client-crl-file': '/a.crl'}, []],
    ['a setting that etcdops needs', {'enable-grpc-gateway': 'false'}, [['enable-grpc-gateway', 'false']]],
    ['a value that is none', {'snapshot-count': 'many'}, [['snapshot-count', 'many']]],
    ['force-new-cluster', {'force-new-cluster': 'true'}, [['force-new-cluster', 'true']]],
    [
      'a metrics port with TLS',
      {'listen-metrics-urls': 'https://10.0.0.1:2381'},
      [['listen-metrics-urls', 'https://10.0.0.1:2381']],
    ],
  ])('%s', (_, change, expected) => {
    const alone = {'initial-cluster': 'infra0=http://10.0.0.1:2380', ...change};

    const {lost} = specOf(convertAll([handMade(0, alone)]));

    expect(lost).toEqual(expected.map(([setting, value]) => ['infra0', setting, value]));
  });
});
