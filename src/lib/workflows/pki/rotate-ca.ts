import {restartOrder} from '../../domain/cluster/restart-rules.js';
import {twoRolls} from '../../domain/cluster/roll-order.js';
import type {ClusterStatus} from '../../domain/cluster/judge.js';
import {membersOf} from '../../domain/nodes/node-urls.js';
import type {KeyType} from '../../domain/pki/certificate.js';
import {authorityBase, certificateFile, keyFile, type Authority} from '../../domain/pki/pki-layout.js';
import {plannedAuthorities} from '../../domain/pki/planned-certificates.js';
import {hasLeavesOf, isRolled, keptOf} from '../../domain/pki/rotation.js';
import {startOrder} from '../../domain/artifacts/process-files.js';
import {observedMembers} from '../../domain/membership/observed.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import {printable} from '../../domain/text/printable.js';
import {launchOf} from '../../queries/node-launch.js';
import {furtherClientPairs, furtherClients} from '../../queries/pki/further-clients.js';
import {readCertificateFile} from '../../queries/pki/read-pki-file.js';
import type {SpecContext} from '../cluster-run.js';
import {verifyHealthStep} from '../membership/planned-steps.js';
import {observeScene, specRefusals, type Scene} from '../membership/scene.js';
import type {RunContext} from '../runs/run-context.js';
import type {Refusal, Workflow} from '../runs/workflow.js';
import type {ProcessMark} from '../steps/actions.js';
import {markOf, observeStatus} from '../steps/restart-steps.js';
import {tlsFaults} from './rotation/faults.js';
import {
  clearStep,
  dropOldSteps,
  noteStep,
  prepareStep,
  replaceCertsSteps,
  rollSteps,
  trustBothSteps,
  verifyTlsStep,
  verifyTrustStep,
} from './rotation/planned-steps.js';
import {
  healthRefusals,
  modeRefusals,
  onlyRefusals,
  processRefusals,
  remoteRefusals,
} from './rotation/refusals.js';

export type RotateInput = {
  /** One of two CAs; all that the spec asks for where it is missing. */
  readonly only?: Authority;
  readonly keyType?: KeyType;
  readonly days?: number;
  /** A passphrase was given. */
  readonly encrypt: boolean;
};

/** What is seen where the CA is ours. */
export interface Sight extends Scene {
  readonly status: ClusterStatus;
  readonly processes: ReadonlyMap<
    string,
    {readonly was: ProcessMark; readonly managedBy: 'etcdops' | 'other'}
  >;
  /** What `tls verify` says against it. */
  readonly faults: readonly string[];
  /** CAs that are trusted together with the one that goes; by their subjects. */
  readonly trustedToo: readonly string[];
  /** Certificates of clients whose keys are elsewhere, so that they are not made anew here. */
  readonly keptElsewhere: readonly string[];
}

export interface RotateFacts {
  readonly spec: ClusterSpec;
  readonly sight?: Sight;
}

function authoritiesOf(spec: ClusterSpec, only: Authority | undefined): Authority[] {
  const all = plannedAuthorities(spec).map(({authority}) => authority);
  return all.filter(authority => only === undefined || only === authority);
}

async function processesOf({adapters, loaded}: SpecContext): Promise<Sight['processes']> {
  const {nodes} = loaded.spec;
  const found = await adapters.host.find(nodes.map(node => launchOf(loaded.spec, node, loaded)));
  return new Map(
    nodes.flatMap(({name}, index) => {
      const running = found[index];
      const was = markOf(running);
      if (running === undefined || was === undefined) return [];
      return [[name, {was, managedBy: running.managedBy}] as const];
    }),
  );
}

async function trustedTooOf({adapters, loaded}: SpecContext, only: Authority | undefined): Promise<string[]> {
  const files = authoritiesOf(loaded.spec, only).map(authority => certificateFile(authorityBase(authority)));
  const read = await Promise.all(files.map(path => readCertificateFile(adapters, loaded.folder, path)));
  return read.flatMap(found => (found ?? []).slice(1).map(({facts}) => printable(facts.subject)));
}

async function keptElsewhereOf({adapters, loaded}: SpecContext): Promise<string[]> {
  const [all, here] = await Promise.all([
    furtherClients(adapters, loaded),
    furtherClientPairs(adapters, loaded),
  ]);
  const known = new Set(here.map(({certFile}) => certFile));
  return all.filter(({certFile}) => !known.has(certFile)).map(({certFile}) => certFile);
}

async function look(context: RunContext, only: Authority | undefined): Promise<Sight> {
  const cluster = await context.cluster();
  const [scene, status, processes, faults, trustedToo, keptElsewhere] = await Promise.all([
    observeScene(context),
    observeStatus(cluster),
    processesOf(cluster),
    tlsFaults(cluster),
    trustedTooOf(cluster, only),
    keptElsewhereOf(cluster),
  ]);
  return {...scene, status, processes, faults, trustedToo, keptElsewhere};
}

/** What does not run reads the CA when it starts. */
function rollsOf(sight: Sight, authorities: readonly Authority[]): ReturnType<typeof twoRolls<SpecNode>> {
  const {spec, status, processes} = sight;
  const proxies = startOrder(spec.nodes).filter(({role}) => role !== 'member');
  const rolled = [...restartOrder(membersOf(spec), status), ...proxies].filter(
    node => processes.has(node.name) && isRolled(spec, node, authorities),
  );
  return twoRolls(rolled, spec.nodes);
}

function refusalsFor({only}: RotateInput, {spec, sight}: RotateFacts): Refusal[] {
  const authorities = authoritiesOf(spec, only);
  const early = [...modeRefusals(spec), ...onlyRefusals(spec, only)];
  if (sight === undefined || early.length > 0) return early;
  // What is done by hand all the way is not to be mended first.
  const remote = remoteRefusals(spec, authorities, sight.ownAddresses);
  if (remote.length > 0) return remote;
  const managedBy = new Map([...sight.processes].map(([name, {managedBy: by}]) => [name, by] as const));
  const faults = sight.faults.join('\n  ');
  return [
    ...healthRefusals(sight.status, authorities),
    ...processRefusals(
      spec.nodes.filter(node => isRolled(spec, node, authorities)),
      managedBy,
    ),
    ...specRefusals(sight, []),
    ...(faults === ''
      ? []
      : [
          {code: 'E_PREFLIGHT', message: faults, hints: ['etcdops tls verify', 'etcdops tls issue']} as const,
        ]),
  ];
}

const ELSEWHERE =
  'clients on other machines: those that keep a copy of pki/ca.crt of their own cannot connect from the new certificates on, and those with a certificate of the old CA not after it is dropped';

function noticesFor({trustedToo, keptElsewhere}: Sight, authorities: readonly Authority[]): string[] {
  const ofClients = authorities.includes('ca') ? keptElsewhere : [];
  return [
    ...(authorities.includes('ca') ? [ELSEWHERE] : []),
    ...trustedToo.map(subject => `"${subject}" is trusted too by now, and goes with the old CA`),
    ...ofClients.map(
      path => `${path} has its key elsewhere: sign its request anew (etcdops tls issue --csr FILE)`,
    ),
  ];
}

function doneText(runId: string, authorities: readonly Authority[]): string {
  const kept = authorities.flatMap(authority => {
    const base = authorityBase(authority);
    return [certificateFile(base), keyFile(base)].map(path => keptOf(path, runId));
  });
  return `The new CA alone is trusted; the old one is kept as ${kept.join(', ')}. Next: etcdops tls list`;
}

/** `tls rotate-ca`: both CAs are trusted before one certificate changes, and all have changed before the old CA goes. */
export const rotateCa: Workflow<RotateInput, RotateFacts> = {
  name: 'tls rotate-ca',
  observed: ({sight}) => (sight === undefined ? undefined : observedMembers(sight)),
  question: () =>
    'Put a new CA in place of the one that there is? Every node is restarted twice, one at a time.',
  async observe(context, {only}) {
    const {spec} = (await context.cluster()).loaded;
    return spec.tls.mode === 'ca' ? {spec, sight: await look(context, only)} : {spec};
  },
  plan(input, facts) {
    const {spec, sight} = facts;
    const refusals = refusalsFor(input, facts);
    if (sight === undefined || refusals.length > 0) return {steps: [], refusals, notices: [], done: ''};
    const {only, ...wanted} = input;
    const authorities = authoritiesOf(spec, only);
    const {runId, processes} = sight;
    const {first, second} = rollsOf(sight, authorities);
    const noted = first.map(({name}) => ({node: name, was: processes.get(name)!.was}));
    const holders = startOrder(spec.nodes).filter(node => hasLeavesOf(spec, node, authorities));
    return {
      steps: [
        prepareStep({authorities, ...wanted}),
        noteStep(noted, runId),
        ...trustBothSteps(authorities),
        ...rollSteps(first, {runId, phase: 'both-cas'}),
        verifyTrustStep(authorities, false),
        ...replaceCertsSteps(
          authorities,
          holders.map(({name}) => name),
        ),
        ...dropOldSteps(authorities),
        ...rollSteps(second, {runId, phase: 'new-ca'}),
        verifyTrustStep(authorities, true),
        verifyTlsStep(),
        verifyHealthStep(),
        clearStep(),
      ],
      refusals,
      notices: noticesFor(sight, authorities),
      done: doneText(runId, authorities),
    };
  },
};
