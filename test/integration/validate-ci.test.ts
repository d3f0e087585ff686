import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {loadYaml} from '../../src/lib/adapters/yaml/yaml.js';
import {REPO_DIR, runCli} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

const CONFIG = `name: infra0
data-dir: /var/lib/etcd
listen-peer-urls: http://10.0.0.1:2380
listen-client-urls: http://10.0.0.1:2379
initial-advertise-peer-urls: http://10.0.0.1:2380
advertise-client-urls: http://10.0.0.1:2379
initial-cluster: infra0=http://10.0.0.1:2380
initial-cluster-token: demo-1
`;

interface Hook {
  readonly id: string;
  readonly language: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly pass_filenames: boolean;
}

async function hooks(): Promise<Hook[]> {
  const yaml = await loadYaml();
  return yaml.parse(readFileSync(join(REPO_DIR, '.pre-commit-hooks.yaml'), 'utf8')).toValue() as Hook[];
}

function repository(text: string): string {
  const dir = tempDir('repository');
  mkdirSync(join(dir, 'deploy'));
  writeFileSync(join(dir, 'README.md'), '# Ours\n');
  writeFileSync(join(dir, 'deploy', 'etcd.yaml'), text);
  return dir;
}

describe('the hook of pre-commit', () => {
  it('is described as it is called', async () => {
    const [hook, ...others] = await hooks();
    const page = readFileSync(join(REPO_DIR, 'docs/ci.md'), 'utf8');

    expect(others).toEqual([]);
    expect(hook).toMatchObject({id: 'etcdops-validate', language: 'node', pass_filenames: false});
    expect(page).toContain(`- id: ${hook!.id}\n`);
  });

  it.each([
    ['is good', CONFIG, 0],
    ['is nothing of etcd', 'hello: world\n', 3],
    ['has a key that etcd drops', `${CONFIG}advertise-client-url: http://10.0.0.1:2379\n`, 3],
  ])('runs in a repository that %s', async (_, text, exitCode) => {
    const [hook] = await hooks();
    const [program, ...words] = hook!.entry.split(' ');

    const result = await runCli([...words, ...hook!.args], {cwd: repository(text)});

    expect(program).toBe('etcdops');
    expect(result.exitCode, result.stdout + result.stderr).toBe(exitCode);
  });
});

describe('a report for CI', () => {
  const bad = `${CONFIG}listen-metrics-urls: http://10.0.0.1:2379\nlog-levl: info\n`;

  it('names files as a service finds them in its checkout', async () => {
    const cwd = repository(bad);
    const report = async (format: string): Promise<string> => {
      const {exitCode, stdout, stderr} = await runCli(['validate', 'deploy', '--report', format], {cwd});
      expect([exitCode, stderr]).toEqual([3, '']);
      return stdout;
    };

    expect(await report('github')).toMatch(/^::(?:error|warning) file=deploy\/etcd\.yaml,line=\d+,col=\d+/m);
    expect(await report('junit')).toContain('<testsuite name="deploy/etcd.yaml"');
    expect(JSON.parse(await report('sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {driver: {name: 'etcdops', version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string}},
          results: expect.arrayContaining([
            expect.objectContaining({
              locations: [
                expect.objectContaining({
                  physicalLocation: expect.objectContaining({
                    artifactLocation: {uri: 'deploy/etcd.yaml'},
                  }) as object,
                }),
              ],
            }),
          ]) as object[],
        },
      ],
    });
  });

  it('is one or the other', async () => {
    const {exitCode} = await runCli(['validate', 'deploy', '--report', 'junit', '--json'], {
      cwd: repository(bad),
    });

    expect(exitCode).toBe(2);
  });
});
