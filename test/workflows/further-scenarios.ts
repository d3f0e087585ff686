import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import type {SpecNode} from '../../src/lib/domain/spec/schema.js';
import {STATE_FILE} from '../../src/lib/domain/layout/layout.js';
import {apply} from '../../src/lib/workflows/apply/apply.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import {memberPromote} from '../../src/lib/workflows/membership/promote-learner.js';
import {promoteProxy} from '../../src/lib/workflows/membership/promote-proxy.js';
import {memberRemove} from '../../src/lib/workflows/membership/remove.js';
import {memberReplace} from '../../src/lib/workflows/membership/replace.js';
import type {World} from '../fakes/fake-world.js';
import {aJoiner, aMember, aProxy, aSpec, members} from '../fakes/spec.js';
import {line, type Scenario} from './membership-scenarios.js';

const GRPC_PROXY = aProxy('grpc-proxy', {ports: {client: 3009, metrics: 3011}});
/** Two here, and a member and a gateway on another machine. */
const OWN = '10.0.0.1';
const NEAR = [0, 1].map(index => aMember(index, {host: OWN, dataDir: `.etcdops/data/infra${index}`}));
const FAR = aMember(2, {host: '10.0.0.9', dataDir: '.etcdops/data/infra2'});
const FAR_GATEWAY = aProxy('gateway', {host: '10.0.0.9'});
const WITH_LEARNER = [...members(3), aJoiner(3, {learner: true})];

/** The user's editor: other nodes. */
export function withNodes(nodes: readonly SpecNode[]) {
  return async ({folder, context}: World): Promise<void> => {
    const yaml = await context.adapters.yaml();
    writeFileSync(join(folder, 'etcdops.yaml'), yaml.stringify({...context.loaded.spec, nodes}));
  };
}

/** etcdops has noted which nodes it made. */
function recordMade({folder, context}: World): void {
  const path = join(folder, STATE_FILE);
  const state = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({...state, nodes: context.loaded.spec.nodes}));
}

/** What somebody has typed into etcdctl. */
async function addVoter({etcd}: World): Promise<void> {
  await etcd.memberAdd(
    'http://127.0.0.1:2379',
    {peerUrls: ['http://127.0.0.1:2390'], isLearner: false},
    {timeoutMs: 1000, signal: new AbortController().signal},
  );
}

/** Changes of a cluster that are near to others, and have steps of their own. */
export const FURTHER: readonly Scenario[] = [
  {
    name: 'member add, of a voter that the quorum waits for',
    spec: aSpec({nodes: [...members(1), GRPC_PROXY]}),
    prepare: addVoter,
    begin: line(memberAdd, {name: 'infra1', mode: 'learner-first'}),
  },
  {
    name: 'member promote',
    spec: aSpec({nodes: [...WITH_LEARNER, GRPC_PROXY]}),
    begin: line(memberPromote, {name: 'infra3'}),
  },
  {
    name: 'promote of a gRPC proxy',
    spec: aSpec({nodes: [...members(3), GRPC_PROXY]}),
    begin: line(promoteProxy, {name: 'grpc-proxy0', dropNamespace: false, newClientUrl: false}),
  },
  {
    name: 'member replace --with another, of a dead one',
    spec: aSpec(),
    dead: ['infra2'],
    begin: line(memberReplace, {name: 'infra2', with: 'infra7'}),
  },
  {
    name: 'member replace, of a learner',
    spec: aSpec({nodes: WITH_LEARNER}),
    begin: line(memberReplace, {name: 'infra3'}),
  },
  {
    name: 'apply, that moves one and drops a dead one',
    spec: aSpec({nodes: members(4)}),
    dead: ['infra3'],
    prepare: withNodes([
      aMember(0),
      aMember(1, {ports: {client: 2389, peer: 2777, metrics: 2391}}),
      aMember(2),
    ]),
    begin: line(apply, {}),
  },
  {
    name: 'member remove, of one far away',
    spec: aSpec({nodes: [...NEAR, FAR]}),
    ownAddresses: [OWN],
    begin: line(memberRemove, {name: 'infra2'}),
  },
  {
    name: 'member replace --with, of one far away',
    spec: aSpec({nodes: [...NEAR, FAR]}),
    ownAddresses: [OWN],
    dead: ['infra2'],
    begin: line(memberReplace, {name: 'infra2', with: 'infra7', host: OWN}),
  },
  {
    name: 'apply, that drops what is far away',
    spec: aSpec({nodes: [...NEAR, FAR, FAR_GATEWAY]}),
    ownAddresses: [OWN],
    prepare: async world => {
      recordMade(world);
      await withNodes(NEAR)(world);
    },
    begin: line(apply, {}),
  },
];
