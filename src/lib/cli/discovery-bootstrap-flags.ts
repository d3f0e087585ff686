import * as Flags from '@oclif/core/flags';

import {MAX_NODES} from '../domain/bootstrap/plan-bootstrap.js';
import type {DiscoveryWish} from '../domain/discovery/plan-request.js';
import type {DiscoveryBootstrapInput} from '../workflows/bootstrap-discovery.js';
import type {NamedService} from '../workflows/discovery/named-method.js';
import {bootstrapFlags, toBootstrapRequest, type ParsedBootstrapFlags} from './bootstrap-flags.js';
import {givenClient, sizeFlag} from './discovery-flags.js';
import {countFlag} from './flags.js';
import type {Services} from './services.js';

const withEndpoints = ['discovery-endpoints'];

/** Which service, and how members and etcdops show themselves to it. */
export const discoveryServiceFlags = {
  'discovery-url': Flags.string({
    description: 'up to etcd 3.6: URL of a token, or of a v2 service, where a token is made',
    helpValue: 'URL',
    exclusive: withEndpoints,
  }),
  'discovery-endpoints': Flags.string({
    description: 'etcd 3.6 and later: client URLs of the etcd that is the service',
    helpValue: 'URL,…',
    multiple: true,
    delimiter: ',',
  }),
  'discovery-token': Flags.string({
    description: 'the token there [default: a fresh one]',
    helpValue: 'TOKEN',
    dependsOn: withEndpoints,
  }),
  'discovery-cacert': Flags.string({
    description: 'CAs of the certificate of the service',
    helpValue: 'FILE',
    dependsOn: withEndpoints,
  }),
  'discovery-cert': Flags.string({
    description: 'certificate to show to the service',
    helpValue: 'FILE',
    dependsOn: ['discovery-key', ...withEndpoints],
  }),
  'discovery-key': Flags.string({description: 'its key', helpValue: 'FILE', dependsOn: ['discovery-cert']}),
  'discovery-user': Flags.string({
    description: 'a user of the service; the password is written into spec and config files',
    helpValue: 'NAME',
    dependsOn: withEndpoints,
  }),
  'discovery-password-file': Flags.string({
    description: 'file whose first line is the password; or the variable ETCDOPS_PASSWORD',
    helpValue: 'FILE',
    dependsOn: ['discovery-user'],
  }),
};

/** Of `bootstrap discovery`: those of `bootstrap static`, and etcd's own names for what is about discovery. */
export const discoveryBootstrapFlags = {
  ...bootstrapFlags,
  size: sizeFlag({description: 'how many members register [default: all members]'}),
  members: countFlag(
    'members',
    1,
    MAX_NODES,
  )({description: 'how many members [default: --size, else 3]', exclusive: ['member']}),
  ...discoveryServiceFlags,
  'discovery-fallback': Flags.custom<'proxy' | 'exit'>({
    options: ['proxy', 'exit'],
    description:
      'what becomes of members beyond --size: v2 proxies (etcd up to 3.5), or a refusal [default: proxy]',
  })(),
};

export interface DiscoveryServiceFlags {
  readonly 'discovery-url'?: string | undefined;
  readonly 'discovery-endpoints'?: readonly string[] | undefined;
  readonly 'discovery-token'?: string | undefined;
  readonly 'discovery-cacert'?: string | undefined;
  readonly 'discovery-cert'?: string | undefined;
  readonly 'discovery-key'?: string | undefined;
  readonly 'discovery-user'?: string | undefined;
  readonly 'discovery-password-file'?: string | undefined;
}

interface ParsedDiscoveryFlags extends Omit<ParsedBootstrapFlags, 'members'>, DiscoveryServiceFlags {
  readonly members?: number | undefined;
  readonly size?: number | undefined;
  readonly 'discovery-fallback'?: DiscoveryWish['fallback'];
}

/** Flags → the service, and who shows himself to it. The password is asked for where nothing tells it. */
export async function toNamedService(
  services: Services,
  flags: DiscoveryServiceFlags,
  {json}: {json: boolean},
): Promise<NamedService> {
  const access = {
    cacert: flags['discovery-cacert'],
    cert: flags['discovery-cert'],
    key: flags['discovery-key'],
    user: flags['discovery-user'],
    'password-file': flags['discovery-password-file'],
  };
  return {
    url: flags['discovery-url'],
    endpoints: flags['discovery-endpoints'],
    token: flags['discovery-token'],
    client: await givenClient(services, access, {json}),
  };
}

/** Flags → what to plan. */
export async function toDiscoveryInput(
  services: Services,
  flags: ParsedDiscoveryFlags,
  {json}: {json: boolean},
): Promise<Pick<DiscoveryBootstrapInput, 'request' | 'wish' | 'client'>> {
  const {size} = flags;
  const {client, ...named} = await toNamedService(services, flags, {json});
  return {
    request: toBootstrapRequest({...flags, members: flags.members ?? size ?? 3}),
    wish: {...named, size, fallback: flags['discovery-fallback']},
    client,
  };
}
