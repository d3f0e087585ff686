import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import {factOfFile} from '../../src/lib/adapters/files/file-facts.js';
import {inputFiles} from '../../src/lib/adapters/files/input-files.js';
import {forge} from '../../src/lib/adapters/forge/forge.js';
import type {ProxyRequest} from '../../src/lib/domain/proxies/proxy-request.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import type {SpecContext} from '../../src/lib/workflows/cluster-run.js';
import {issueCertificates} from '../../src/lib/workflows/pki/issue-certificates.js';
import {makeAuthorities} from '../../src/lib/workflows/pki/make-authorities.js';
import {
  startNode,
  type NodeStart,
  type NodeStartOptions,
} from '../../src/lib/workflows/proxies/start-node.js';
import {aWorld, type World} from './fake-world.js';
import {CA, ISSUE} from './pki-world.js';
import {aSpec} from './spec.js';

export interface StartWorld extends World {
  /** What is said beside warnings. */
  readonly notes: string[];
}

interface StartWorldOptions extends Partial<Omit<ClusterSpec, 'tls'>> {
  readonly version?: string;
  readonly tls?: 'none' | 'ca';
}

/** A cluster beside which proxies are started: its members speak, although none of them runs. */
export async function aStartWorld({tls = 'none', ...change}: StartWorldOptions = {}): Promise<StartWorld> {
  const world = await aWorld(aSpec({...change, tls: {mode: tls}}));
  const notes: string[] = [];
  const {adapters} = world.context;
  const silent = {chain: [], answered: false, error: {code: 'ECONNREFUSED', message: 'nobody listens'}};
  const known: SpecContext['adapters'] = {
    ...adapters,
    forge: async () => forge,
    factOfFile,
    etcdData,
    inputFiles,
    probeWire: async () => (tls === 'none' ? 'plain' : 'tls'),
    tlsProber: async () => ({probe: async () => silent}),
    progress: {...adapters.progress, note: (text: string) => void notes.push(text)},
  };
  const context = {...world.context, adapters: known};
  if (tls === 'ca') {
    await makeAuthorities(context, {...CA, days: undefined});
    await issueCertificates(context, ISSUE);
  }
  return {...world, context, notes};
}

/** `gateway start --add --detach`, or another line, which reads the spec when it has the lock. */
export async function startAgain(
  {context}: Pick<StartWorld, 'context'>,
  {role = 'gateway', name, host, given = {}}: Partial<Omit<ProxyRequest, 'given'>> & {given?: object} = {},
  options: Partial<NodeStartOptions> = {},
): Promise<NodeStart> {
  const entries = Object.entries(given as Record<string, string>);
  const {adapters, loaded} = context;
  const {cwd, files, yaml} = adapters;
  return startNode(
    {adapters, loaded: await loadSpec({cwd, files, yaml, specFlag: loaded.path})},
    {role, name, host, given: new Map(entries)},
    {
      etcdVersion: undefined,
      add: true,
      detach: true,
      dryRun: false,
      allowUnreachable: false,
      askPassphrase: async () => undefined,
      ...options,
    },
  );
}
