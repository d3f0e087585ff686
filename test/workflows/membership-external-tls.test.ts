import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {factOfFile} from '../../src/lib/adapters/files/file-facts.js';
import {forge} from '../../src/lib/adapters/forge/forge.js';
import {memberAdd} from '../../src/lib/workflows/membership/add.js';
import type {World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {inDays, TestCa} from '../helpers/test-pki.js';
import {aCluster, clusterOf, line, pictureOf, SCENARIOS, type Scenario} from './membership-scenarios.js';

const TLS = {
  mode: 'external',
  certFile: 'certs/{name}.crt',
  keyFile: 'certs/{name}.key',
  trustedCaFile: 'certs/ca.crt',
} as const;

/** An address of this machine. */
const OWN = '10.0.0.1';

function scenarioOf(name: string): Scenario {
  const scenario = SCENARIOS.find(one => one.name === name)!;
  return {...scenario, spec: {...scenario.spec, tls: TLS}};
}

/** The cluster with certificates of a CA that etcdops has no part in: of its nodes, the given one aside. */
async function certified(scenario: Scenario, without?: string): Promise<{world: World; ca: TestCa}> {
  const world = await aCluster(scenario);
  const ca = await TestCa.make(join(world.folder, 'certs'));
  const names = scenario.spec.nodes.map(({name}) => name).filter(name => name !== without);
  await Promise.all(names.map(name => ca.issue(name)));
  return {world, ca};
}

async function begin(world: World, scenario: Scenario): Promise<unknown> {
  const {adapters, loaded} = await clusterOf(world);
  const host = Object.assign(Object.create(adapters.host) as typeof adapters.host, {
    ownAddresses: () => ['127.0.0.1', OWN],
  });
  return scenario.begin({adapters: {...adapters, host, forge: async () => forge, factOfFile}, loaded});
}

/** Expects a refusal with these words, and everything as it was. */
async function assertRefused(world: World, scenario: Scenario, words: string): Promise<void> {
  const before = await pictureOf(world);
  const error = await refusalOf(begin(world, scenario));
  expect(error).toMatchObject({code: 'E_PREFLIGHT', exitCode: 4});
  expect(error.message).toContain(words);
  expect(await pictureOf(world)).toEqual(before);
}

describe('certificates that somebody else makes', () => {
  it.each([
    ['member add', 'infra3'],
    ['member add --voter', 'infra3'],
    ['member replace in place', 'infra0'],
    ['member replace --with another', 'infra7'],
    ['promote of a gateway', 'infra4'],
    ['apply', 'infra4'],
  ])(
    '%s, where those of %s are missing: nothing is changed, and with them it goes on',
    async (name, node) => {
      const scenario = scenarioOf(name);
      const {world, ca} = await certified(scenario, node);

      await assertRefused(world, scenario, `certs/${node}.crt is missing`);
      for (const one of [node, 'infra5']) await ca.issue(one);
      await begin(world, scenario);

      expect(world.etcd.members().map(({name: member}) => member)).toContain(node);
    },
  );

  it('that have run out or are for another host are found too, each named once', async () => {
    const scenario = scenarioOf('member add');
    const {world, ca} = await certified(scenario);
    await ca.issue('infra3', {notAfter: inDays(-50)});
    await assertRefused(world, scenario, 'certs/infra3.crt expired on');
    await ca.issue('infra3', {sans: [{type: 'ip', value: '10.0.0.9'}]});
    const error = await refusalOf(begin(world, scenario));
    expect(error.message.match(/certs\/infra3\.crt/g)).toHaveLength(1);
    expect(error.message).toContain('127.0.0.1');
    expect(error.hints[0]).toMatch(/good for infra3 on 127\.0\.0\.1/);
  });

  it('of a node on another machine lie there', async () => {
    const {spec, ...rest} = scenarioOf('member add');
    const nodes = spec.nodes.map(node => ({...node, host: OWN, dataDir: `data/${node.name}`}));
    const begins = line(memberAdd, {name: 'infra3', host: '10.0.0.9', mode: 'learner-first'});
    const scenario = {...rest, spec: {...spec, nodes}, begin: begins};
    const {world} = await certified(scenario);

    await begin(world, scenario);

    expect(world.etcd.members()).toHaveLength(4);
  });
});
