import * as Flags from '@oclif/core/flags';

import type {SrvPlace} from '../domain/nodes/srv-target.js';
import {parseNameServer, type NameServer} from '../domain/srv/name-server.js';
import {printable} from '../domain/text/printable.js';
import {OpsError} from '../errors/ops-error.js';
import {durationFlag} from './flags.js';

/** Where in DNS the cluster is. */
export const srvPlaceFlags = {
  domain: Flags.string({
    description: "DNS domain whose SRV records name the members [default: the spec's]",
    helpValue: 'DOMAIN',
  }),
  'srv-name': Flags.string({
    description: "suffix of the service name, for one of several clusters in a domain [default: the spec's]",
    helpValue: 'NAME',
  }),
};

/** Of `bootstrap srv`, beside those of every bootstrap. */
export const srvBootstrapFlags = {
  domain: Flags.string({
    description: 'DNS domain whose SRV records name the members',
    helpValue: 'DOMAIN',
    required: true,
  }),
  'srv-name': Flags.string({
    description: 'suffix of the service name, for one of several clusters in a domain',
    helpValue: 'NAME',
  }),
  'wait-dns': durationFlag({
    description: 'with --start: how long to wait for the records',
    dependsOn: ['start'],
  }),
};

/** Of `ctl` and `env`: a cluster that DNS names, whatever a spec here says. Names as etcdctl has them. */
export const srvAccessFlags = {
  'discovery-srv': Flags.string({
    description: 'DNS domain whose SRV records name the members; no spec is looked at',
    helpValue: 'DOMAIN',
  }),
  'discovery-srv-name': Flags.string({
    description: 'suffix of the service name in these records',
    helpValue: 'NAME',
    dependsOn: ['discovery-srv'],
  }),
};

/** Undefined where the cluster is that of the spec. */
export function toSrvAccess(flags: {
  readonly 'discovery-srv'?: string | undefined;
  readonly 'discovery-srv-name'?: string | undefined;
}): SrvPlace | undefined {
  const {'discovery-srv': domain, 'discovery-srv-name': name} = flags;
  return domain === undefined ? undefined : {domain, name};
}

export const serverFlag = Flags.custom<NameServer>({
  description: "name server to ask [default: the system's, and the hosts file]",
  helpValue: 'IP[:PORT]',
  parse: input => {
    const server = parseNameServer(input);
    if (server !== undefined) return Promise.resolve(server);
    throw new OpsError('E_USAGE', `--server: "${printable(input)}" is no address of a name server`, {
      hints: ['write for example --server 10.0.0.53, --server 10.0.0.53:5353 or --server [2001:db8::1]:5353'],
    });
  },
});
