import {describe, expect, it} from 'vitest';

import {configOf, flagsOf, judgeConfigs, judgeStarts} from './judged.js';
import {testSpoken} from './spoken.js';
import {A, B, C, memberOf, THREE} from './three-members.js';

describe('loopback in a cluster of several hosts', () => {
  testSpoken([
    {
      rule: 'loopback-among-hosts',
      when: 'the member itself, by its own list',
      found: () =>
        judgeConfigs([
          configOf({
            'listen-peer-urls': 'http://0.0.0.0:2380',
            'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
            'initial-cluster': `a=http://127.0.0.1:2380,${B},${C}`,
          }),
        ]),
      says: [/^"http:\/\/127\.0\.0\.1:2380" means another machine/],
      at: '5:31',
    },
    {
      rule: 'loopback-among-hosts',
      when: 'the member itself, by what the others advertise',
      found: () =>
        judgeConfigs([
          configOf(memberOf(0, A)),
          configOf({
            name: 'b',
            'listen-peer-urls': 'http://127.0.0.1:2380',
            'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
            'initial-cluster': 'b=http://127.0.0.1:2380',
          }),
        ]),
      says: [/means another machine/],
    },
    {
      rule: 'loopback-among-hosts',
      when: 'another member in the list',
      found: () => judgeConfigs([configOf({'initial-cluster': `${A},b=http://[::1]:2380,${C}`})]),
      says: [/"http:\/\/\[::1\]:2380" for "b"/],
      at: '7:42',
    },
    {
      rule: 'client-loopback-among-hosts',
      when: 'a member that listens for clients on its address too',
      found: () =>
        judgeConfigs([
          configOf(
            memberOf(0, THREE, {
              'listen-client-urls': 'http://127.0.0.1:2379,http://10.0.0.1:2379',
              'advertise-client-urls': 'http://localhost:2379',
            }),
          ),
        ]),
      says: [/are told "http:\/\/localhost:2379".*on "http:\/\/10\.0\.0\.1:2379"/],
    },
  ]);

  it('is right where one URL of several is loopback', async () => {
    const changes = {
      'listen-peer-urls': 'http://10.0.0.1:2380,http://127.0.0.1:2380',
      'initial-advertise-peer-urls': 'http://10.0.0.1:2380,http://127.0.0.1:2380',
      'initial-cluster': `${A},a=http://127.0.0.1:2380,${B},${C}`,
    };

    expect(await judgeConfigs([configOf(changes)])).toEqual([]);
  });

  it('is right where all are on it', () => {
    const argv = flagsOf({
      'listen-peer-urls': 'http://127.0.0.1:1',
      'initial-advertise-peer-urls': 'http://127.0.0.1:1',
      'initial-cluster': 'a=http://127.0.0.1:1,b=http://[::1]:2,c=http://localhost:3',
    });

    expect(judgeStarts([{argv}])).toEqual([]);
  });
});
