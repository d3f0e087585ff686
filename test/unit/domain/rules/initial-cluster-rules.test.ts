import {describe, expect, it} from 'vitest';

import {oddityOf} from '../../../../src/lib/domain/rules/entry-name-rules.js';
import {inConfig} from './in-config.js';
import {configOf, idsOf, judgeConfigs} from './judged.js';
import {testSpoken} from './spoken.js';
import {A, B, C} from './three-members.js';

const NO_URL = 'error setting up initial cluster: URL scheme must be http, https, unix, or unixs: ';

describe('the entries of the list', () => {
  testSpoken(
    [
      {
        rule: 'initial-cluster-no-equals',
        when: 'a colon instead',
        changes: {'initial-cluster': 'a:http://10.0.0.1:2380'},
        says: [/"a:http:\/\/10\.0\.0\.1:2380" has no "=".*\(write a=http:\/\/ADDRESS:2380\)/],
        etcdSays: NO_URL,
      },
      {
        rule: 'initial-cluster-no-equals',
        when: 'a blank at the end',
        changes: {'initial-cluster': `${A}, `},
        says: [/white space where a member should stand \(remove the comma/],
        etcdSays: NO_URL,
      },
      {
        rule: 'initial-cluster-whitespace',
        when: 'a blank behind the comma',
        changes: {'initial-cluster': `${A}, ${B},  ${C}`},
        says: [/a member " b".*\(write "b" without/, /a member " {2}c"/],
        at: '7:42',
      },
      {
        rule: 'initial-cluster-remark',
        when: 'a remark behind a comma',
        changes: {'initial-cluster': `${A},# two ${B},${C}`},
        says: [/takes "# two b" for the name of a member \(write "b" alone\)/],
      },
      {
        rule: 'initial-cluster-name-twice',
        when: 'a name that was copied',
        changes: {'initial-cluster': `${A},${B},b=http://10.0.0.3:2380`},
        says: [/"http:\/\/10\.0\.0\.3:2380" becomes a further URL of it/],
      },
      {
        rule: 'default-name',
        when: 'among others',
        changes: {name: null, 'initial-cluster': `default=http://10.0.0.1:2380,${B},${C}`},
        says: [/one of several members is called "default"/],
      },
    ].map(inConfig),
  );

  it.each([
    ['infra0', undefined],
    ['', undefined],
    [' infra0', 'white-space'],
    ['infra0\n', 'white-space'],
    ['# infra0', 'remark'],
    ['old infra0', 'remark'],
    ['//infra0', 'remark'],
    ['  ', undefined],
  ])('the name %j: %s', (name, oddity) => {
    expect(oddityOf(name)).toBe(oddity);
  });

  it('leaves a name with a blank alone that a member has', async () => {
    const list = 'a=http://10.0.0.1:2380,node b=http://10.0.0.2:2380,c=http://10.0.0.3:2380';
    const other = {
      name: 'node b',
      'listen-peer-urls': 'http://10.0.0.2:2380',
      'listen-client-urls': 'http://10.0.0.2:2379',
      'advertise-client-urls': 'http://10.0.0.2:2379',
      'initial-advertise-peer-urls': 'http://10.0.0.2:2380',
      'initial-cluster': list,
    };

    expect(idsOf(await judgeConfigs([configOf({'initial-cluster': list}), configOf(other)]))).toEqual([
      'listed-without-config',
    ]);
  });

  it('leaves two URLs of one member alone where the member says so', async () => {
    const list = `${A},${B},b=http://10.1.0.2:2380,${C}`;
    const other = {
      name: 'b',
      'listen-peer-urls': 'http://10.0.0.2:2380,http://10.1.0.2:2380',
      'listen-client-urls': 'http://10.0.0.2:2379',
      'advertise-client-urls': 'http://10.0.0.2:2379',
      'initial-advertise-peer-urls': 'http://10.0.0.2:2380,http://10.1.0.2:2380',
      'initial-cluster': list,
    };

    expect(idsOf(await judgeConfigs([configOf({'initial-cluster': list}), configOf(other)]))).toEqual([
      'listed-without-config',
    ]);
  });
});

describe('the peer URLs in the list', () => {
  testSpoken(
    [
      {
        rule: 'initial-cluster-own-urls',
        when: 'initial-advertise-peer-urls was forgotten',
        changes: {'initial-advertise-peer-urls': null},
        says: [
          /^etcd advertises its default "http:\/\/localhost:2380", but initial-cluster has .* \(add initial-advertise-peer-urls: http:\/\/10\.0\.0\.1:2380\)/,
        ],
        at: '6:18',
        etcdSays:
          '--initial-cluster has a=http://10.0.0.1:2380 but missing from --initial-advertise-peer-urls=http://localhost:2380',
      },
      {
        rule: 'initial-cluster-own-urls',
        when: 'neither a name nor a list',
        changes: {name: null, 'initial-cluster': null},
        says: [/without a name and initial-cluster, etcd expects "http:\/\/localhost:2380" \(give it a name/],
        etcdSays:
          '--initial-cluster has default=http://localhost:2380 but missing from --initial-advertise-peer-urls=http://10.0.0.1:2380',
      },
      {
        rule: 'initial-cluster-own-urls',
        when: 'one more is advertised',
        changes: {'initial-advertise-peer-urls': 'http://10.0.0.1:2380,http://10.1.0.1:2380'},
        says: [/is "http:\/\/10\.0\.0\.1:2380,http:\/\/10\.1\.0\.1:2380", but/],
        etcdSays:
          '--initial-advertise-peer-urls has http://10.1.0.1:2380 but missing from --initial-cluster=',
      },
      {
        rule: 'initial-cluster-own-urls',
        when: 'several are missing, which etcd names in any order',
        changes: {'initial-cluster': 'a=http://10.2.0.1:2380,a=http://10.1.0.1:2380'},
        says: [/initial-cluster has "http:\/\/10\.2\.0\.1:2380,http:\/\/10\.1\.0\.1:2380" for "a"/],
        etcdSays: null,
      },
      {
        rule: 'initial-cluster-own-urls',
        when: 'localhost for 127.0.0.1, which etcd does not resolve',
        changes: {
          'listen-peer-urls': 'http://127.0.0.1:2380',
          'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
          'initial-cluster': 'a=http://localhost:2380',
        },
        says: [/"http:\/\/localhost:2380"/],
      },
      {
        rule: 'initial-cluster-duplicate-url',
        when: 'two names',
        changes: {'initial-cluster': `${A},b=http://10.0.0.1:2380,${C}`},
        says: [/for "a" and for "b" \(write the URL of "b"\)/],
        at: '7:42',
        etcdSays: 'has duplicate url',
      },
      {
        rule: 'initial-cluster-duplicate-url',
        when: 'twice for another member',
        changes: {'initial-cluster': `${A},${B},${B},${C}`},
        says: [/twice for "b" \(remove one/],
        etcdSays: 'has duplicate url',
      },
      {
        rule: 'initial-cluster-duplicate-url',
        when: 'twice for itself, which etcd meets earlier',
        changes: {'initial-cluster': `${A},${A}`},
        says: [/twice for "a"/],
        etcdSays: 'failed to resolve',
      },
      {
        rule: 'initial-cluster-duplicate-url',
        when: 'beside own URLs that differ, where etcd ends first',
        changes: {'initial-cluster': `a=http://10.9.9.9:2380,${B},${B},${C}`},
        says: [/twice for "b"/],
        etcdSays: null,
      },
      {
        rule: 'initial-cluster-same-address',
        when: 'http and https, and another case of a name',
        changes: {
          'initial-cluster': `${A},b=https://10.0.0.1:2380,c=http://Etcd:1,d=http://etcd:1,e=http://10.0.0.5:1`,
        },
        says: [/for "a" and "https:\/\/10\.0\.0\.1:2380" for "b"/, /"http:\/\/etcd:1" for "d"/],
      },
    ].map(inConfig),
  );

  it('wants one spelling of an IPv6 address in 3.4 alone', async () => {
    const config = configOf({
      'listen-peer-urls': 'http://[2001:db8::1]:2380',
      'initial-advertise-peer-urls': 'http://[2001:db8::1]:2380',
      'initial-cluster': 'a=http://[2001:db8:0::1]:2380',
    });

    expect(idsOf(await judgeConfigs([config], {version: '3.4.45'}))).toEqual(['initial-cluster-own-urls']);
    expect(idsOf(await judgeConfigs([config], {version: '3.5.35'}))).toEqual([]);
  });
});
