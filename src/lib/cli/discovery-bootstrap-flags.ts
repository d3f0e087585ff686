import * as Flags from '@oclif/core/flags';

import {MAX_NODES} from '../domain/bootstrap/plan-bootstrap.js';
import type {DiscoveryWish} from '../domain/discovery/plan-request.js';
import type {DiscoveryBootstrapInput} from '../workflows/bootstrap-discovery.js';
import {bootstrapFlags, toBootstrapRequest, type ParsedBootstrapFlags} from './bootstrap-flags.js';
import {givenClient, sizeFlag} from './discovery-flags.js';
import {countFlag} from './flags.js';
import type {Services} from './services.js';

const withEndpoints = ['discovery-endpoints'];

/** Of `bootstrap discovery`: those of `bootstrap static`, and etcd's own names for what is about discovery. */
export const discoveryBootstrapFlags = {
  ...bootstrapFlags,
  size: sizeFlag({description: 'how many members register [default: all members]'}),
  members: countFlag(
    'members',
    1,
    MAX_NODES,
  )({description: 'how many members [default: --size, else 3]', exclusive: ['member']}),
  'discovery-url': Flags.string({
    description: 'up to etcd 3.6: URL of a token, or of a v2 service, where a token is made',
    helpValue: 'URL',
    exclusive: withEndpoints,
  }),
  'discovery-endpoints': Flags.string({
    description: 'etcd 3.6 and later: client URLs of the etcd that is the service',
    helpValue: 'URL',
    multiple: true,
    delimiter: ',',
  }),
  'discovery-token': Flags.string({
    description: 'the token there [default: a fresh one]',
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
  'discovery-fallback': Flags.custom<'proxy' | 'exit'>({
    options: ['proxy', 'exit'],
    description:
      'what becomes of members beyond --size: v2 proxies (etcd up to 3.5), or a refusal [default: proxy]',
  })(),
};

interface ParsedDiscoveryFlags extends Omit<ParsedBootstrapFlags, 'members'> {
  readonly members?: number | undefined;
  readonly size?: number | undefined;
  readonly 'discovery-url'?: string | undefined;
  readonly 'discovery-endpoints'?: readonly string[] | undefined;
  readonly 'discovery-token'?: string | undefined;
  readonly 'discovery-cacert'?: string | undefined;
  readonly 'discovery-cert'?: string | undefined;
  readonly 'discovery-key'?: string | undefined;
  readonly 'discovery-user'?: string | undefined;
  readonly 'discovery-password-file'?: string | undefined;
  readonly 'discovery-fallback'?: DiscoveryWish['fallback'];
}

/** Flags → what to plan. */
export async function toDiscoveryInput(
  services: Services,
  flags: ParsedDiscoveryFlags,
  {json}: {json: boolean},
): Promise<Pick<DiscoveryBootstrapInput, 'request' | 'wish' | 'client'>> {
  const {size} = flags;
  const access = {
    cacert: flags['discovery-cacert'],
    cert: flags['discovery-cert'],
    key: flags['discovery-key'],
    user: flags['discovery-user'],
    'password-file': flags['discovery-password-file'],
  };
  return {
    request: toBootstrapRequest({...flags, members: flags.members ?? size ?? 3}),
    wish: {
      size,
      url: flags['discovery-url'],
      endpoints: flags['discovery-endpoints'],
      token: flags['discovery-token'],
      fallback: flags['discovery-fallback'],
    },
    client: await givenClient(services, access, {json}),
  };
}
