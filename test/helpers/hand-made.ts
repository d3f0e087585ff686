import type {NodeProcess} from '../../src/lib/domain/convert/conversion.js';
import {freeNames} from '../../src/lib/domain/convert/free-names.js';
import {sourceOfProcess} from '../../src/lib/domain/convert/source.js';
import {toSpec, type SpecResult} from '../../src/lib/domain/convert/spec/to-spec.js';
import {nameOf} from '../../src/lib/domain/process/values.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {startedProcess, type StartOptions} from './started-process.js';

const FOLDER = '/srv/demo';

/** What `convert --to spec` makes of processes. */
export function convertAll(processes: readonly NodeProcess[]): SpecResult {
  const names = freeNames(processes.map(nameOf));
  const candidates = processes.map((process, index) => ({
    process,
    source: sourceOfProcess(process, 'spec', {name: names[index]!, folder: FOLDER}).source,
  }));
  return toSpec(candidates, FOLDER);
}

/** The spec with its remarks in short; throws where there is none. */
export function specOf(
  result: SpecResult,
): ClusterSpec & {lost: [string, string, string][]; notes: string[]} {
  if ('refused' in result) throw new Error(result.refused.map(({message}) => message).join('\n'));
  return {
    ...result.spec,
    lost: result.lost.map(({member, setting, value}) => [member, setting, value]),
    notes: result.notes.map(({message}) => message),
  };
}

export const HOSTS = ['10.0.0.1', '10.0.0.2', '10.0.0.3'];
export const INITIAL_CLUSTER = HOSTS.map((host, index) => `infra${index}=http://${host}:2380`).join(',');

/** The flags of the n-th of three members made by hand; an undefined value takes a flag away. */
export function memberFlags(index: number, change: Record<string, string | undefined> = {}): string[] {
  const host = HOSTS[index]!;
  const flags = {
    name: `infra${index}`,
    'data-dir': '/var/lib/etcd',
    'listen-peer-urls': `http://${host}:2380`,
    'listen-client-urls': `http://${host}:2379`,
    'initial-advertise-peer-urls': `http://${host}:2380`,
    'advertise-client-urls': `http://${host}:2379`,
    'initial-cluster': INITIAL_CLUSTER,
    'initial-cluster-token': 'prod-1',
    ...change,
  };
  return Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
}

export function handMade(
  index: number,
  change: Record<string, string | undefined> = {},
  options: StartOptions = {},
): NodeProcess {
  return startedProcess(['etcd', ...memberFlags(index, change)], options);
}

/** Three members, all with the same change. */
export function threeHandMade(
  change: Record<string, string | undefined> = {},
  options: StartOptions = {},
): NodeProcess[] {
  return HOSTS.map((_, index) => handMade(index, change, options));
}
