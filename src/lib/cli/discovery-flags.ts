import {resolve} from 'node:path';

import * as Flags from '@oclif/core/flags';

import {MAX_DISCOVERY_SIZE} from '../domain/spec/schema.js';
import type {DiscoveryClient} from '../queries/discovery/open-registry.js';
import {countFlag} from './flags.js';
import type {Services} from './services.js';
import {givenUser, userFlags, type UserFlags} from './user-flags.js';

export const sizeFlag = countFlag('size', 1, MAX_DISCOVERY_SIZE);

/** How the service is reached; names as etcdctl has them. */
export const discoveryFlags = {
  endpoints: Flags.string({
    description: 'client URLs of the etcd that is the service, for etcd 3.6 and later',
    helpValue: 'URL',
    multiple: true,
    delimiter: ',',
  }),
  cacert: Flags.string({description: 'CAs of the certificate of the service', helpValue: 'FILE'}),
  cert: Flags.string({
    description: 'certificate to show to the service',
    helpValue: 'FILE',
    dependsOn: ['key'],
  }),
  key: Flags.string({description: 'its key', helpValue: 'FILE', dependsOn: ['cert']}),
  ...userFlags,
};

/** Where a v2 token is. */
export const serviceFlag = Flags.string({
  description: 'address of a v2 service, for etcd up to 3.5',
  helpValue: 'URL',
  exclusive: ['endpoints'],
});

export interface DiscoveryFlags extends UserFlags {
  readonly endpoints?: readonly string[] | undefined;
  readonly cacert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Only what is given; paths absolute. */
function clientFiles(
  cwd: string,
  {cacert, cert, key}: Pick<DiscoveryFlags, 'cacert' | 'cert' | 'key'>,
): DiscoveryClient {
  return Object.fromEntries(
    Object.entries({cacert, cert, key}).flatMap(([name, path]) =>
      path === undefined ? [] : [[name, resolve(cwd, path)]],
    ),
  );
}

/** What the flags say of who asks. */
export async function givenClient(
  services: Services,
  flags: DiscoveryFlags,
  {json}: {json: boolean},
): Promise<DiscoveryClient> {
  const user = await givenUser(services, flags, {json});
  return {
    ...clientFiles(services.cwd, flags),
    ...(user === undefined ? {} : {user: user.name, password: user.password}),
  };
}
