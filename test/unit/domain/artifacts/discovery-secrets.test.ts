import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {containerRun} from '../../../../src/lib/domain/artifacts/container.js';
import {planArtifacts} from '../../../../src/lib/domain/artifacts/plan-artifacts.js';
import {loadTemplates} from '../../../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {artifactTexts} from '../../../../src/lib/queries/render-artifacts.js';
import {ARTIFACT_FORMATS} from '../../../../src/lib/domain/spec/vocabulary.js';
import {aMember, aSpec} from '../../../fakes/spec.js';
import {REPO_DIR} from '../../../helpers/cli.js';

const PASSWORD = "it's $ecret";
const SHOWN = {user: 'demo', password: PASSWORD};
const FILES = {cacert: '/srv/demo-pki/ca.crt', cert: 'certs/demo.crt', key: 'certs/demo.key'};

function aDiscovered(client: object, ...hosts: string[]) {
  const endpoints = ['https://10.0.0.9:2379'];
  const nodes = hosts.map((host, index) => aMember(index, {host}));
  return aSpec({bootstrap: {method: 'discovery', endpoints, token: 'demo-1', client}, nodes});
}

describe('the password of a discovery service', () => {
  const artifacts = planArtifacts({
    spec: aDiscovered(SHOWN, '127.0.0.1'),
    formats: ARTIFACT_FORMATS,
    folder: '/srv/demo',
  });
  const holders = artifacts.filter(({body}) => JSON.stringify(body).includes('$ecret'));

  it('stands in files for their owner alone', () => {
    expect(new Set(holders.map(({format}) => format))).toEqual(
      new Set(['config', 'env', 'docker', 'compose', 'flags']),
    );
    for (const {path, mode} of holders) expect((mode & 0o077).toString(8), path).toBe('0');
  });

  it('is in no command line, and quoted where it is', async () => {
    const adapters = {
      yaml: () => Promise.resolve(loadYaml()),
      templates: () => loadTemplates(join(REPO_DIR, 'templates')),
    };
    const texts = await artifactTexts(adapters, artifacts);
    const text = (path: string): string => texts.find(file => file.path === path)!.text;

    for (const {text: one, path} of texts) expect(one, path).not.toContain('--discovery-password');
    const assigned = `export ETCD_DISCOVERY_PASSWORD='it'\\''s $ecret'\n`;
    expect(text('nodes/infra0/flags.sh')).toContain(assigned);
    expect(text('nodes/infra0/docker-run.sh')).toContain(assigned);
    expect(text('nodes/infra0/docker-run.sh')).toContain('  --env ETCD_DISCOVERY_PASSWORD \\\n');
    expect(text('compose.yaml')).toContain("ETCD_DISCOVERY_PASSWORD: it's $$ecret\n");
    expect(text('nodes/infra0/etcd.env')).toContain('the password too');
  });
});

describe('certificates for a discovery service', () => {
  it('are seen by a container, each as a file', () => {
    const spec = aDiscovered(FILES, '127.0.0.1');

    const {mounts, argv} = containerRun(spec, spec.nodes[0]!);

    expect(mounts.slice(1)).toEqual([
      {source: '/srv/demo-pki/ca.crt', target: '/srv/demo-pki/ca.crt', relative: false, readOnly: true},
      {source: 'certs/demo.crt', target: '/etc/etcd/certs/demo.crt', relative: true, readOnly: true},
      {source: 'certs/demo.key', target: '/etc/etcd/certs/demo.key', relative: true, readOnly: true},
    ]);
    expect(argv).toEqual(
      expect.arrayContaining([
        '--discovery-cacert=/srv/demo-pki/ca.crt',
        '--discovery-cert=/etc/etcd/certs/demo.crt',
        '--discovery-key=/etc/etcd/certs/demo.key',
      ]),
    );
  });

  it('lie beside the config file on another machine, in a container too', () => {
    const spec = aDiscovered(FILES, '10.0.0.1');

    const {mounts, argv} = containerRun(spec, spec.nodes[0]!);

    expect(mounts.slice(1).map(({source, target}) => [source, target])).toEqual(
      ['discovery-ca.crt', 'discovery.crt', 'discovery.key'].map(name => [
        `/etc/etcd/infra0/${name}`,
        `/etc/etcd/infra0/${name}`,
      ]),
    );
    expect(argv).toContain('--discovery-key=/etc/etcd/infra0/discovery.key');
  });

  it('are no matter to who joins', () => {
    const spec = aDiscovered(FILES, '127.0.0.1', '127.0.0.1');
    const joined = {...spec.nodes[1]!, initialClusterState: 'existing' as const};

    expect(containerRun({...spec, nodes: [spec.nodes[0]!, joined]}, joined).mounts).toHaveLength(1);
  });
});
