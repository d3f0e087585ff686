import {describe, expect, it} from 'vitest';

import {bootstrapOf} from '../../../../src/lib/domain/process/bootstrap.js';
import {started} from './started.js';

describe('the list by which a member begins', () => {
  it.each<[string, string[], string | undefined]>([
    ['the default', [], 'default=http://localhost:2380'],
    ['its name with its default URL', ['--name=a'], 'a=http://localhost:2380'],
    [
      'its name with what it advertises',
      ['--name=a', '--initial-advertise-peer-urls=http://h:1,http://h:2'],
      'a=http://h:1,a=http://h:2',
    ],
    [
      'the default all the same, without a name',
      ['--initial-advertise-peer-urls=http://h:1'],
      'default=http://localhost:2380',
    ],
    ['the name default for an empty one', ['--name='], 'default=http://localhost:2380'],
    ['what is given', ['--name=a', '--initial-cluster=b=http://h:1'], 'b=http://h:1'],
    ['nothing, which is given too', ['--name=a', '--initial-cluster='], ''],
    [
      'its name, where the default is written down',
      ['--name=a', '--initial-cluster=default=http://localhost:2380'],
      'a=http://localhost:2380',
    ],
    ['nothing for a service name of DNS records', ['--name=a', '--discovery-srv-name=s'], ''],
    ['none with DNS records', ['--name=a', '--discovery-srv=example.com'], undefined],
    ['none with discovery', ['--discovery-token=t', '--discovery-endpoints=http://h:1'], undefined],
    ['none that is known', ['--initial-cluster=?'], undefined],
    ['none that is known with a name that is not', ['--name=?'], undefined],
    [
      'none that is known where etcd asks the machine for its URL',
      ['--name=a', '--listen-peer-urls=http://0.0.0.0:1'],
      undefined,
    ],
  ])('%s', (_, argv, key) => {
    expect(bootstrapOf(started(argv)).list?.key).toBe(key);
  });

  it.each([
    [[], 'new'],
    [['--initial-cluster-state=new'], 'new'],
    [['--initial-cluster-state=existing'], 'existing'],
    [['--initial-cluster-state=Existing'], 'unknown'],
    [['--initial-cluster-state='], 'unknown'],
    [['--initial-cluster-state=?'], 'unknown'],
  ])('%j: %s', (argv, state) => {
    expect(bootstrapOf(started(argv)).state).toBe(state);
  });

  it('says which kinds of discovery are given', () => {
    const argv = ['--discovery=https://h/t', '--discovery-srv=example.com', '--discovery-srv-name='];

    expect(bootstrapOf(started(argv, '3.5.35')).discovery.map(({name}) => name)).toEqual([
      'discovery',
      'discovery-srv',
    ]);
  });
});
