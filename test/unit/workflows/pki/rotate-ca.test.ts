import {describe, expect, it} from 'vitest';

import {judgeCluster} from '../../../../src/lib/domain/cluster/judge.js';
import type {ClusterSpec, SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {rotateCa, type RotateInput, type Sight} from '../../../../src/lib/workflows/pki/rotate-ca.js';
import type {Plan} from '../../../../src/lib/workflows/runs/workflow.js';
import {aMembership, aMember as aLiveMember} from '../../../fakes/membership.js';
import {aProxy, aSpec, members} from '../../../fakes/spec.js';

function aTlsSpec(change: Partial<ClusterSpec> = {}): ClusterSpec {
  return aSpec({tls: {mode: 'ca'}, ...change});
}

/** All is well, and everything runs. */
function aSight(spec: ClusterSpec, change: Partial<Sight> = {}): Sight {
  const ofMembers = spec.nodes.filter(({role}) => role === 'member');
  const judged = judgeCluster(spec.cluster, undefined, []);
  const status = {
    ...judged,
    nodes: spec.nodes.map(({name, role, host}) => ({
      ...{name, role, host, onThisMachine: true, running: true, healthy: true, serving: true},
      ...{isLeader: name === 'infra0', clientUrl: '', alarms: []},
    })),
  };
  return {
    runId: 'run',
    spec,
    members: aMembership(
      ofMembers.map(({ports}, index) =>
        aLiveMember(index, {peerUrls: [`https://127.0.0.1:${ports.peer}`], isLeader: index === 0}),
      ),
    ),
    ownAddresses: ['127.0.0.1'],
    running: spec.nodes.map(({name}) => name),
    managedByOthers: [],
    status,
    processes: new Map(
      spec.nodes.map(({name}, index) => [
        name,
        {was: {pid: index, startTime: '1'}, managedBy: 'etcdops'} as const,
      ]),
    ),
    faults: [],
    trustedToo: [],
    keptElsewhere: [],
    ...change,
  };
}

function plan(spec: ClusterSpec, change: Partial<Sight> = {}, input: Partial<RotateInput> = {}): Plan {
  const sight = aSight(spec, change);
  return rotateCa.plan({encrypt: false, ...input}, spec.tls.mode === 'ca' ? {spec, sight} : {spec});
}

function ids({steps}: Plan): string[] {
  return steps.map(({id}) => id);
}

const PROXIES: SpecNode[] = [
  aProxy('gateway', {ports: {client: 2419}}),
  aProxy('grpc-proxy'),
  aProxy('v2-proxy', {ports: {client: 2429}}),
];

describe('the plan of tls rotate-ca', () => {
  it('has the phases in their order, and no way back from the first step that drops a CA', () => {
    const planned = plan(aTlsSpec({nodes: [...members(3), ...PROXIES], etcd: {version: '3.4.23'}}));

    expect(planned.refusals).toEqual([]);
    expect(ids(planned)).toEqual([
      'prepare-ca',
      'note-processes',
      'trust-both-cas:ca',
      ...['infra1', 'infra2', 'gateway0', 'infra0', 'grpc-proxy0', 'proxy0'].map(
        name => `restart-with-both-cas:${name}`,
      ),
      'verify-new-trusted',
      ...['infra0', 'infra1', 'infra2', 'grpc-proxy0', 'proxy0'].map(name => `replace-certs:${name}`),
      'replace-client-certs',
      'drop-old-ca:ca',
      ...['infra0', 'infra2', 'gateway0', 'infra1', 'grpc-proxy0', 'proxy0'].map(
        name => `restart-with-new-ca:${name}`,
      ),
      'verify-old-refused',
      'verify-tls',
      'verify-health',
      'clear-prepared',
    ]);
    const barriers = planned.steps.filter(({pointOfNoReturn}) => pointOfNoReturn === true);
    expect(barriers.map(({id}) => id)).toEqual(['drop-old-ca:ca']);
    expect(planned.done).toContain('pki/ca.crt.run, pki/ca.key.run');
    expect(planned.done).toMatch(/Next: etcdops tls list$/);
  });

  it('gives each restart a token of its own', () => {
    const {steps} = plan(aTlsSpec());

    const tokens = steps.filter(({action}) => action === 'roll-etcd').map(({input}) => input['token']);
    expect(new Set(tokens).size).toBe(6);
  });

  it.each<[case_: string, input: Partial<RotateInput>, authorities: string[], replaced: string[]]>([
    ['both', {}, ['ca', 'peer-ca'], ['infra0', 'infra1', 'infra2', 'grpc-proxy0', 'clients']],
    ['ca', {only: 'ca'}, ['ca'], ['infra0', 'infra1', 'infra2', 'grpc-proxy0', 'clients']],
    ['peer-ca', {only: 'peer-ca'}, ['peer-ca'], ['infra0', 'infra1', 'infra2']],
  ])('with a CA for peers alone: %s', (_, input, authorities, replaced) => {
    const spec = aTlsSpec({
      tls: {mode: 'ca', peerCa: 'separate'},
      nodes: [...members(3), aProxy('grpc-proxy')],
    });

    const planned = plan(spec, {}, input);

    const all = ids(planned);
    expect(all.filter(id => id.startsWith('trust-both-cas'))).toEqual(
      authorities.map(name => `trust-both-cas:${name}`),
    );
    const certs = all
      .filter(id => id.startsWith('replace-'))
      .map(id => /certs:(.*)/.exec(id)?.[1] ?? 'clients');
    expect(certs).toEqual(replaced);
    expect(all.includes('restart-with-both-cas:grpc-proxy0')).toBe(authorities.includes('ca'));
  });

  it('leaves a proxy that does not run as it is: it reads the CA when it starts', () => {
    const spec = aTlsSpec({nodes: [...members(3), aProxy('grpc-proxy')]});
    const {processes} = aSight(spec);
    const others = new Map([...processes].filter(([name]) => name !== 'grpc-proxy0'));

    const all = ids(plan(spec, {processes: others}));

    expect(all).not.toContain('restart-with-both-cas:grpc-proxy0');
    expect(all).toContain('replace-certs:grpc-proxy0');
  });

  it('tells of what else goes with the old CA', () => {
    const {notices} = plan(aTlsSpec(), {
      trustedToo: ['CN=older'],
      keptElsewhere: ['pki/clients/app.crt'],
    });

    expect(notices.join('\n')).toMatch(
      /"CN=older" is trusted too[^]*pki\/clients\/app\.crt has its key elsewhere/,
    );
  });

  it('tells nobody of clients where only peers are concerned', () => {
    const spec = aTlsSpec({tls: {mode: 'ca', peerCa: 'separate'}});

    expect(plan(spec, {keptElsewhere: ['pki/clients/app.crt']}, {only: 'peer-ca'}).notices).toEqual([]);
  });

  const ill = (name: string): Partial<Sight> => {
    const {status} = aSight(aTlsSpec());
    const nodes = status.nodes.map(node =>
      node.name === name ? {...node, healthy: false, serving: false, error: 'refuses connections'} : node,
    );
    return {status: {...status, nodes}};
  };
  const managedBy = (by: 'other' | undefined): Partial<Sight> => {
    const processes = new Map(aSight(aTlsSpec()).processes);
    if (by === undefined) processes.delete('infra1');
    else processes.set('infra1', {was: {pid: 7, startTime: '1'}, managedBy: by});
    return {processes};
  };

  it.each<
    [case_: string, spec: ClusterSpec, change: Partial<Sight>, code: string, message: RegExp, hint: RegExp]
  >([
    ['no TLS', aSpec(), {}, 'E_UNSUPPORTED', /tls mode: none/, /--tls ca/],
    ['tls auto', aSpec({tls: {mode: 'auto'}}), {}, 'E_UNSUPPORTED', /tls mode: auto/, /nobody vouches/],
    [
      'certificates made elsewhere',
      aSpec({tls: {mode: 'external'}}),
      {},
      'E_UNSUPPORTED',
      /tls mode: external/,
      /trustedCaFile names, then etcdops restart/,
    ],
    [
      'a member on another machine',
      aTlsSpec({nodes: [...members(2), {...members(3)[2]!, host: '10.0.0.9'}]}),
      {},
      'E_REMOTE_NODE',
      /infra2 \(10\.0\.0\.9\)/,
      /ssh 10\.0\.0\.9 sudo systemctl restart etcd-demo-infra2\.service/,
    ],
    ['a member that is down', aTlsSpec(), ill('infra2'), 'E_PREFLIGHT', /infra2 refuses/, /etcdops status/],
    [
      'one member, which nothing goes on without',
      aTlsSpec({nodes: members(1)}),
      {},
      'E_QUORUM',
      /cost the cluster its quorum/,
      /etcdops down --yes; etcdops up; etcdops tls renew/,
    ],
    [
      'a member that something else started',
      aTlsSpec(),
      managedBy('other'),
      'E_PREFLIGHT',
      /infra1: started by something else/,
      /etcdops up/,
    ],
    [
      'a member in a container',
      aTlsSpec(),
      managedBy(undefined),
      'E_PREFLIGHT',
      /infra1: no process/,
      /status/,
    ],
    [
      'a certificate that is no good',
      aTlsSpec(),
      {faults: ['pki/nodes/infra0/server.crt expired on 2026-01-01']},
      'E_PREFLIGHT',
      /server\.crt expired/,
      /etcdops tls verify/,
    ],
    [
      'a member that the spec does not have',
      aTlsSpec(),
      {
        members: aMembership(
          [0, 1, 2, 3].map(index =>
            aLiveMember(index, {peerUrls: [`https://127.0.0.1:${2380 + 10 * index}`]}),
          ),
        ),
      },
      'E_PREFLIGHT',
      /infra3 .* the spec does not have it/,
      /etcdops member remove/,
    ],
  ])('is refused for %s', (_, spec, change, code, message, hint) => {
    const {refusals, steps} = plan(spec, change);

    expect(steps).toEqual([]);
    expect(refusals.map(refusal => refusal.code)).toEqual([code]);
    expect(refusals[0]!.message).toMatch(message);
    expect(refusals[0]!.hints.join('\n')).toMatch(hint);
  });

  it('is refused for a CA that the spec does not have', () => {
    const {refusals} = plan(aTlsSpec(), {}, {only: 'peer-ca'});

    expect(refusals).toMatchObject([{code: 'E_USAGE', hints: ['etcdops tls rotate-ca']}]);
  });
});
