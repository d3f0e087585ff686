import {hostProblem} from '../../domain/nodes/hosts.js';
import {srvPlaceOf, type SrvPlace} from '../../domain/nodes/srv-target.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import {domainProblem, placeProblem, srvNameProblem} from '../../domain/srv/domain-name.js';
import {isSrv, planSrv, type SrvPlan} from '../../domain/srv/srv-plan.js';
import {OpsError} from '../../errors/ops-error.js';

export interface SrvFlags {
  readonly domain?: string | undefined;
  readonly 'srv-name'?: string | undefined;
}

function assertFlag(line: string, problem: string | undefined): void {
  if (problem === undefined) return;
  const [flag] = line.split(' ');
  throw new OpsError('E_USAGE', `${flag}: ${problem}`, {hints: [`write for example ${line}`]});
}

/**
 * Throws E_USAGE where they name no place in DNS.
 * @param flags as the command has them that was typed
 */
export function assertSrvPlace(
  {domain, name}: {readonly [K in keyof SrvPlace]?: SrvPlace[K] | undefined},
  flags: {readonly domain: string; readonly name: string},
): void {
  const [ofDomain, ofName] = [`--${flags.domain} example.com`, `--${flags.name} blue`];
  if (domain !== undefined) assertFlag(ofDomain, domainProblem(domain));
  if (name === undefined) return;
  assertFlag(ofName, srvNameProblem(name));
  if (domain !== undefined) assertFlag(ofName, placeProblem({domain, name}));
}

/** Throws E_USAGE where they name no place in DNS. */
export function assertSrvFlags({domain, 'srv-name': name}: SrvFlags): void {
  assertSrvPlace({domain, name}, {domain: 'domain', name: 'srv-name'});
}

/** Where in DNS a cluster is: as the flags say, else as its spec does. */
function placeOf(spec: ClusterSpec, flags: SrvFlags): SrvPlace {
  assertSrvFlags(flags);
  const known = srvPlaceOf(spec);
  const {domain = known?.domain} = flags;
  if (domain === undefined) {
    throw new OpsError(
      'E_USAGE',
      `the members find each other by bootstrap method "${spec.bootstrap.method}", and no domain is named`,
      {
        hints: [
          'name it: --domain example.com',
          'or, before the first start: etcdops convert-bootstrap srv --domain example.com',
        ],
      },
    );
  }
  // Of another domain the spec knows nothing.
  const name = flags['srv-name'] ?? (domain === known?.domain ? known.name : undefined);
  return {domain, ...(name === undefined ? {} : {name})};
}

/** Hosts that no record can name; those of the domain of the spec are a finding of `validate`. */
function assertTargets({records}: SrvPlan): void {
  const problem = records.filter(isSrv).flatMap(({node, target}) => {
    const why = hostProblem(target);
    return why === undefined ? [] : [`no record can name the host of ${node}: ${why}`];
  })[0];
  if (problem === undefined) return;
  throw new OpsError('E_USAGE', problem, {hints: ['choose a shorter domain, or other names in the spec']});
}

/** The records that the cluster of a spec needs. */
export function srvPlanOf(spec: ClusterSpec, flags: SrvFlags = {}): SrvPlan {
  const plan = planSrv(spec, placeOf(spec, flags));
  assertTargets(plan);
  return plan;
}
