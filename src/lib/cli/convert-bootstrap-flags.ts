import * as Flags from '@oclif/core/flags';

import type {ConvertBootstrapInput} from '../workflows/convert-bootstrap.js';
import {
  discoveryServiceFlags,
  toNamedService,
  type DiscoveryServiceFlags,
} from './discovery-bootstrap-flags.js';
import type {Services} from './services.js';

/** Of `convert-bootstrap`: where the members are to find each other. */
export const convertBootstrapFlags = {
  domain: Flags.string({
    description: 'of srv: DNS domain whose SRV records name the members',
    helpValue: 'DOMAIN',
  }),
  'srv-name': Flags.string({
    description: 'of srv: suffix of the service name, for one of several clusters in a domain',
    helpValue: 'NAME',
  }),
  ...discoveryServiceFlags,
};

interface ParsedConvertFlags extends DiscoveryServiceFlags {
  readonly domain?: string | undefined;
  readonly 'srv-name'?: string | undefined;
}

/** Flags → the place of the method, and which flags were given. */
export async function toConvertInput(
  services: Services,
  flags: ParsedConvertFlags,
  {json}: {json: boolean},
): Promise<Pick<ConvertBootstrapInput, 'given' | 'srv' | 'service'>> {
  const place = {domain: flags.domain, 'srv-name': flags['srv-name']};
  const names = Object.keys(convertBootstrapFlags) as (keyof typeof convertBootstrapFlags)[];
  return {
    given: names.filter(name => flags[name] !== undefined),
    srv: place,
    service: await toNamedService(services, flags, {json}),
  };
}
