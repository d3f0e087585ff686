import {describe, expect, it} from 'vitest';

import {exampleCluster, exampleMember} from '../../../../src/lib/domain/rules/rule-examples.js';
import {judgeFiles} from '../../../helpers/judge-files.js';

/** What is said of the endpoints of a command beside members. */
async function saidOf(
  command: string,
  members = exampleCluster().files,
  version = '3.7.3',
): Promise<string[]> {
  const {findings} = await judgeFiles({...members, 'client.sh': `${command}\n`}, {version});
  return findings
    .filter(({rule}) => rule === 'endpoint-of-peers')
    .map(({message, fix}) => `${message} (${fix})`);
}

describe('an endpoint', () => {
  it.each([
    'etcd gateway start --endpoints 10.0.0.1:2380',
    'etcd grpc-proxy start --endpoints http://10.0.0.1:2380',
    'etcdctl --endpoints http://10.0.0.1:2380 endpoint health',
  ])('of the other members: %s', async command => {
    expect(await saidOf(command)).toEqual([
      expect.stringMatching(/etcd 3\.7\.3 serves no clients \(write 10\.0\.0\.1:2379\)$/),
    ]);
  });

  it('that 3.5 still serves is one that a later version does not', async () => {
    const said = await saidOf('etcdctl --endpoints 10.0.0.1:2380 get a', undefined, '3.5.35');

    expect(said).toEqual([expect.stringContaining('which 3.6 and later keep from clients')]);
  });

  it('of a member that is only listed', async () => {
    const {'infra0.yaml': first = ''} = exampleCluster().files;

    expect(await saidOf('etcdctl --endpoints 10.0.0.3:2380 get a', {'infra0.yaml': first})).toEqual([
      expect.stringContaining('write the client address of that member'),
    ]);
  });

  it('by another name of this machine, and with an IPv6 address', async () => {
    const at = (host: string): Record<string, string> => ({
      'listen-peer-urls': `http://${host}:2380`,
      'initial-advertise-peer-urls': `http://${host}:2380`,
      'listen-client-urls': `http://${host}:2379`,
      'advertise-client-urls': `http://${host}:2379`,
      'initial-cluster': `infra0=http://${host}:2380`,
    });

    expect(
      await saidOf('etcdctl --endpoints localhost:2380 get a', exampleMember(at('127.0.0.1')).files),
    ).toHaveLength(1);
    expect(
      await saidOf(
        'etcdctl --endpoints [2001:db8:0::1]:2380 get a',
        exampleMember(at('[2001:db8::1]')).files,
      ),
    ).toEqual([expect.stringContaining('write [2001:db8::1]:2379')]);
  });

  it.each([
    ['for clients', 'etcdctl --endpoints 10.0.0.1:2379,10.0.0.2:2379 get a'],
    ['of somebody else', 'etcdctl --endpoints 10.0.9.1:2380 get a'],
    ['that is a socket', 'etcdctl --endpoints unix:///run/etcd.sock get a'],
    ['that only the machine knows', 'etcdctl --endpoints "$(hostname):2380" get a'],
  ])('%s is none', async (_, command) => {
    expect(await saidOf(command)).toEqual([]);
  });

  it('at which a member serves clients too is none', async () => {
    const both = exampleMember({'advertise-client-urls': 'http://10.0.0.1:2379,http://10.0.0.1:2380'});

    expect(await saidOf('etcdctl --endpoints 10.0.0.1:2380 get a', both.files)).toEqual([]);
  });
});
