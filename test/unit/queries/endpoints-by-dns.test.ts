import {expect, it} from 'vitest';

import type {Dns, SrvData} from '../../../src/lib/adapters/dns/dns.js';
import type {SrvPlace} from '../../../src/lib/domain/nodes/srv-target.js';
import {endpointsByDns} from '../../../src/lib/queries/srv/endpoints-by-dns.js';
import {assertSrvFlags} from '../../../src/lib/queries/srv/srv-place.js';
import {silent} from '../../fakes/silent-progress.js';

function of(
  records: Readonly<Record<string, readonly (readonly [target: string, change?: Partial<SrvData>])[]>>,
  place: SrvPlace = {domain: 'a.test'},
) {
  const dns: Pick<Dns, 'query'> = {
    query: ({name}) =>
      Promise.resolve({
        isUnknownName: false,
        records: (records[name] ?? []).map(([target, change]) => ({
          type: 'SRV',
          name,
          ttl: 60,
          data: {priority: 0, weight: 0, port: 2379, target, ...change},
        })),
      }),
  };
  const adapters = {
    dns: () => Promise.resolve(dns as Dns),
    progress: silent,
    signal: new AbortController().signal,
  };
  return endpointsByDns(adapters, place);
}

it('takes the lower priority first, and leaves out what means "no such service"', async () => {
  const found = await of({
    '_etcd-client._tcp.a.test': [['b.test', {priority: 9}], ['', {}], ['c.test', {port: 0}], ['host_1.test']],
  });
  expect(found).toEqual(['http://host_1.test:2379', 'http://b.test:2379']);
});

it('takes those with TLS alone where there are such', async () => {
  const found = await of({
    '_etcd-client._tcp.a.test': [['b.test']],
    '_etcd-client-ssl._tcp.a.test': [['c.test']],
  });
  expect(found).toEqual(['https://c.test:2379']);
});

it.each(['x\u001b[2J.a.test', 'b.test,http://c.test', "b'.test", 'b test'])(
  'refuses %s, which would mean something to a list, a shell or a terminal',
  async target => {
    const refused = of({'_etcd-client._tcp.a.test': [[target]]});
    await expect(refused).rejects.toMatchObject({code: 'E_PREFLIGHT'});
    await expect(refused).rejects.not.toThrow(/\u001b/);
  },
);

it.each([
  [{domain: 'a.test:1'}, '--discovery-srv: "a.test:1" has a port', '--discovery-srv example.com'],
  [{domain: 'a.test', name: 'a_b'}, '--discovery-srv-name: "a_b" cannot stand', '--discovery-srv-name blue'],
])('refuses %j by the flags that were typed', async (place, message, hint) => {
  await expect(of({}, place)).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining(message) as string,
    hints: [`write for example ${hint}`],
  });
});

it.each([
  [{domain: 'a.test:1'}, '--domain: "a.test:1" has a port', '--domain example.com'],
  [{'srv-name': 'a_b'}, '--srv-name: "a_b" cannot stand', '--srv-name blue'],
])('and %j by those of the commands that plan', (flags, message, hint) => {
  const refused = (): void => assertSrvFlags(flags);
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({hints: [`write for example ${hint}`]}) as Error);
});
