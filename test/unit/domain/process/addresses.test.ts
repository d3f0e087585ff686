import {describe, expect, it} from 'vitest';

import {addressesOf, type UrlSetting} from '../../../../src/lib/domain/process/addresses.js';
import {started} from './started.js';

function urlsOf(setting: UrlSetting, ...argv: readonly string[]) {
  const {urls, isKnown} = addressesOf(started(argv))[setting];
  return [urls.map(({text}) => text).join(), isKnown];
}

describe('the URLs of a member', () => {
  it.each<[string, UrlSetting, string[], string, boolean]>([
    ['its default', 'listen-peer-urls', [], 'http://localhost:2380', true],
    ['no default', 'listen-metrics-urls', [], '', true],
    [
      'what is given',
      'listen-peer-urls',
      ['--listen-peer-urls=http://h:1, http://h:2'],
      'http://h:1,http://h:2',
      true,
    ],
    [
      'an empty flag, which keeps the default',
      'listen-peer-urls',
      ['--listen-peer-urls='],
      'http://localhost:2380',
      true,
    ],
    [
      'one that cannot be read',
      'listen-peer-urls',
      ['--listen-peer-urls=http://h:1,h:2'],
      'http://h:1',
      false,
    ],
    ['one that only its machine knows', 'listen-peer-urls', ['--listen-peer-urls=http://?:1'], '', false],
    [
      'the default of what it advertises',
      'advertise-client-urls',
      ['--listen-client-urls=http://10.0.0.1:1'],
      'http://localhost:2379',
      true,
    ],
    [
      'what etcd asks its machine for',
      'advertise-client-urls',
      ['--listen-client-urls=http://0.0.0.0:1'],
      '',
      false,
    ],
    [
      'what etcd does not ask for behind [::]',
      'advertise-client-urls',
      ['--listen-client-urls=http://[::]:1'],
      'http://localhost:2379',
      true,
    ],
    [
      'the first listener in order, which decides whether it asks',
      'advertise-client-urls',
      ['--listen-client-urls=http://10.0.0.1:1,http://0.0.0.0:1'],
      '',
      false,
    ],
    [
      'an order in which another comes first',
      'advertise-client-urls',
      ['--listen-client-urls=https://0.0.0.0:1,http://10.0.0.1:1'],
      'http://localhost:2379',
      true,
    ],
    [
      'what it is told beside 0.0.0.0',
      'initial-advertise-peer-urls',
      ['--listen-peer-urls=http://0.0.0.0:1', '--initial-advertise-peer-urls=http://h:1'],
      'http://h:1',
      true,
    ],
  ])('%s', (_, setting, argv, text, isKnown) => {
    expect(urlsOf(setting, ...argv)).toEqual([text, isKnown]);
  });

  it('are read once', () => {
    const process = started([]);

    expect(addressesOf(process)).toBe(addressesOf(process));
  });
});
