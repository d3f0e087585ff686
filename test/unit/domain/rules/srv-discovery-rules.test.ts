import {describe} from 'vitest';

import {inConfig, type ConfigRow} from './in-config.js';
import {flagsOf, judgeStarts} from './judged.js';
import {testSpoken} from './spoken.js';

/** A config file whose member asks DNS. */
function bySrv({changes, ...row}: ConfigRow) {
  return inConfig({...row, changes: {'initial-cluster': null, ...changes}});
}

const HTTPS = 'https://10.0.0.1:2380';

describe('a domain of SRV records', () => {
  testSpoken([
    ...(
      [
        ['exa mple.com', /^discovery-srv: "exa mple.com" holds a space \(write the domain alone/],
        ['https://example.com', /"https:\/\/example.com" is a URL/],
        ['a..b', /has an empty part/],
        ['10.0.0.1', /is an IP address/],
        ['-a.test', /is not a DNS name/],
      ] as const
    ).map(([domain, says]) =>
      bySrv({
        rule: 'discovery-srv-domain',
        when: domain,
        changes: {'discovery-srv': JSON.stringify(domain)},
        says: [says],
        etcdSays: 'no such host',
      }),
    ),
    ...['example.com', 'example.com.', 'my_zone.test'].map(domain =>
      bySrv({
        rule: 'discovery-srv-domain',
        when: `${domain}, which etcd asks for: nothing`,
        changes: {'discovery-srv': domain},
        says: [],
      }),
    ),
    {
      rule: 'discovery-srv-domain',
      when: 'a variable',
      found: () => judgeStarts([{argv: ['--name=a'], environment: {ETCD_DISCOVERY_SRV: 'a..b'}}]),
      says: [/has an empty part/],
    },
    {
      rule: 'discovery-srv-domain',
      when: 'a gateway',
      found: () => judgeStarts([{argv: ['gateway', 'start', '--discovery-srv=a b']}]),
      says: [/holds a space/],
    },
    {
      rule: 'discovery-srv-domain',
      when: 'what only the machine knows: nothing',
      found: () => judgeStarts([{argv: flagsOf({'initial-cluster': null, 'discovery-srv': '?a b'})}]),
      says: [],
    },
  ]);
});

describe('SRV records without TLS', () => {
  const changes = {'discovery-srv': 'example.com'};
  testSpoken([
    bySrv({
      rule: 'srv-needs-tls',
      when: 'etcd 3.4 and http',
      changes,
      version: '3.4.23',
      says: [/^etcd 3.4.23 finds no members without TLS by SRV records/],
      etcdSays: 'error setting up initial cluster',
    }),
    bySrv({
      rule: 'srv-needs-tls',
      when: 'etcd 3.4 and https: nothing',
      changes: {...changes, 'initial-advertise-peer-urls': HTTPS, 'listen-peer-urls': HTTPS},
      version: '3.4.23',
      says: [],
    }),
    bySrv({rule: 'srv-needs-tls', when: 'etcd 3.5: nothing', changes, version: '3.5.35', says: []}),
    inConfig({
      rule: 'srv-needs-tls',
      when: 'a list of members: nothing',
      changes: {'initial-cluster': 'a=http://10.0.0.1:2380'},
      version: '3.4.23',
      says: [],
    }),
  ]);
});
