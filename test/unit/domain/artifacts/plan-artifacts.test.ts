import fc from 'fast-check';
import {describe, expect, it} from 'vitest';

import {
  launchArguments,
  planArtifacts,
  unitName,
} from '../../../../src/lib/domain/artifacts/plan-artifacts.js';
import {readsConfigFile} from '../../../../src/lib/domain/artifacts/process-files.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {ARTIFACT_FORMATS, type ArtifactFormat} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

const FOLDER = '/srv/demo';
const mixed = aSpec({
  version: '3.5.35',
  nodes: [
    aProxy('gateway'),
    aProxy('grpc-proxy', {ports: {client: 2419}}),
    aMember(0),
    aProxy('v2-proxy', {ports: {client: 2429}}),
  ],
});

function pathsOf(spec: ClusterSpec, formats: readonly ArtifactFormat[]): string[] {
  return planArtifacts({spec, formats, folder: FOLDER}).map(({path}) => path);
}

describe('planArtifacts', () => {
  it.each<[formats: ArtifactFormat[], ofInfra0: string[], ofAll: string[]]>([
    [[], [], []],
    [['config'], ['etcd.yaml'], []],
    [['procfile'], ['etcd.yaml'], ['Procfile']],
    [['env'], ['etcd.env'], []],
    [['systemd'], ['etcd-demo-infra0.service', 'etcd.yaml'], []],
    [['docker'], ['docker-run.sh'], []],
    [['flags'], ['flags.sh'], []],
    [['compose'], [], ['compose.yaml']],
    [['procfile', 'config', 'config'], ['etcd.yaml'], ['Procfile']],
  ])('%j', (formats, ofInfra0, ofAll) => {
    expect(pathsOf(aSpec({nodes: [aMember(0)]}), formats)).toEqual([
      ...ofInfra0.map(name => `nodes/infra0/${name}`),
      ...ofAll,
    ]);
  });

  it.each([
    ['gateway0', ['command.txt', 'docker-run.sh', 'etcd-demo-gateway0.service', 'flags.sh']],
    ['grpc-proxy0', ['command.txt', 'docker-run.sh', 'etcd-demo-grpc-proxy0.service', 'flags.sh']],
    ['proxy0', ['docker-run.sh', 'etcd-demo-proxy0.service', 'etcd.env', 'etcd.yaml', 'flags.sh']],
  ])('of %s, which etcd configures in its own way', (name, files) => {
    const found = pathsOf(mixed, ARTIFACT_FORMATS).filter(path => path.startsWith(`nodes/${name}/`));

    expect(found.sort()).toEqual(files.map(file => `nodes/${name}/${file}`));
  });

  it('has no Procfile where nothing runs on this machine', () => {
    expect(pathsOf(aSpec({nodes: [aMember(0, {host: '10.0.0.1'})]}), ['procfile'])).toEqual([
      'nodes/infra0/etcd.yaml',
    ]);
  });

  it.each([
    ['with the members of its machine', 'data', true],
    ['not where these are of systemd', undefined, false],
  ])('starts a gateway from the folder %s', (_, dataDir, isThere) => {
    const host = '10.0.0.1';
    const member = aMember(0, {host, ...(dataDir === undefined ? {} : {dataDir})});
    const nodes = [aMember(1, {dataDir: 'b'}), member, aProxy('gateway', {host})];

    const artifacts = planArtifacts({spec: aSpec({nodes}), formats: ['procfile'], folder: FOLDER});

    const {processes} = (artifacts.at(-1)?.body as {context: {processes: {name: string}[]}}).context;
    expect(processes.some(({name}) => name === 'gateway0')).toBe(isThere);
  });

  it('gives every process of the Procfile a name of its own', () => {
    const names = ['a.b', 'a_b', 'a_b_', 'a-b', 'a.-.b'];
    const nodes = names.map((name, index) => aMember(index, {name}));

    const [procfile] = planArtifacts({spec: aSpec({nodes}), formats: ['procfile'], folder: FOLDER}).slice(-1);

    const {processes} = (procfile?.body as {context: {processes: {name: string}[]}}).context;
    expect(new Set(processes.map(({name}) => name)).size).toBe(names.length);
    expect(processes.filter(({name}) => !/^[\w-]+$/.test(name))).toEqual([]);
  });

  it('makes scripts executable and nothing else', () => {
    const modes = planArtifacts({spec: mixed, formats: ARTIFACT_FORMATS, folder: FOLDER}).map(
      ({path, mode}) => [path.endsWith('.sh'), mode] as const,
    );

    expect(modes.filter(([isScript, mode]) => mode !== (isScript ? 0o755 : 0o644))).toEqual([]);
  });

  it('gives the same for the same, each path once, none outside of the folder', () => {
    const formats = fc.subarray([...ARTIFACT_FORMATS]);
    const counts = fc.record({members: fc.integer({min: 1, max: 9}), remote: fc.boolean()});
    fc.assert(
      fc.property(formats, counts, (chosen, {members: count, remote}) => {
        const spec = aSpec({nodes: [...members(count, remote ? {host: '10.0.0.1'} : {}), aProxy('gateway')]});

        const paths = pathsOf(spec, chosen);

        expect(pathsOf(structuredClone(spec), chosen)).toEqual(paths);
        expect(new Set(paths).size).toBe(paths.length);
        expect(paths.filter(path => path.startsWith('/') || path.includes('..'))).toEqual([]);
      }),
      {numRuns: 50},
    );
  });
});

describe('launchArguments', () => {
  it.each(mixed.nodes.map(node => [node.role, node] as const))('of a %s', (_, node) => {
    const args = launchArguments(mixed, node, '/x/etcd.yaml');

    expect(args.slice(0, 2)).toEqual(
      readsConfigFile(node) ? ['--config-file', '/x/etcd.yaml'] : [node.role, 'start'],
    );
  });
});

describe('unitName', () => {
  it('names cluster and node', () => {
    expect(unitName(mixed, {name: 'infra0'})).toBe('etcd-demo-infra0.service');
  });
});
