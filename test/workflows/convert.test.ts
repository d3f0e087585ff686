import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {beforeEach, describe, expect, it} from 'vitest';

import type {EtcdBinaries} from '../../src/lib/adapters/etcd-server/etcd-binaries.js';
import {createFiles} from '../../src/lib/adapters/files/files.js';
import {inputFiles} from '../../src/lib/adapters/files/input-files.js';
import {loadTemplates} from '../../src/lib/adapters/templates/templates.js';
import {loadYaml} from '../../src/lib/adapters/yaml/yaml.js';
import {convert, type ConvertInput, type ConvertResult} from '../../src/lib/workflows/convert.js';
import {FILE_MUTATORS, withoutMutators} from '../../src/lib/workflows/runs/read-only.js';
import {aSpec, members} from '../fakes/spec.js';
import {strict} from '../fakes/strict.js';
import {REPO_DIR} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import {silent} from '../fakes/silent-progress.js';

let cwd = '';

function config(index: number): string {
  const port = 2380 + 10 * index;
  return [
    `name: infra${index}`,
    `data-dir: infra${index}.etcd`,
    `listen-peer-urls: http://127.0.0.1:${port}`,
    `initial-advertise-peer-urls: http://127.0.0.1:${port}`,
    `listen-client-urls: http://127.0.0.1:${port - 1}`,
    `advertise-client-urls: http://127.0.0.1:${port - 1}`,
    'initial-cluster: infra0=http://127.0.0.1:2380,infra1=http://127.0.0.1:2390',
    '',
  ].join('\n');
}

beforeEach(() => {
  cwd = tempDir('convert');
  for (const index of [0, 1]) writeFileSync(join(cwd, `infra${index}.yaml`), config(index));
});

function run(
  input: Partial<ConvertInput> & Pick<ConvertInput, 'target'>,
  mayWrite = true,
): Promise<ConvertResult> {
  const files = createFiles();
  const adapters = {
    cwd,
    files: mayWrite ? files : withoutMutators(files, FILE_MUTATORS),
    inputFiles,
    yaml: loadYaml,
    templates: () => loadTemplates(join(REPO_DIR, 'templates')),
    binaries: strict<EtcdBinaries>('binaries', {inspect: async dir => ({dir, version: '3.7.3'})}),
    etcdBinDirFlag: '/opt/etcd',
    progress: silent,
  };
  const defaults = {paths: ['infra0.yaml', 'infra1.yaml'], force: false, dryRun: false, takesAll: false};
  return convert(adapters, {...defaults, ...input});
}

describe('convert', () => {
  it('gives the text where one file comes of it, and writes nothing', async () => {
    const result = await run({target: 'env', paths: ['infra0.yaml']}, false);

    expect(result).toMatchObject({written: false, files: [{path: 'nodes/infra0/etcd.env'}], lost: []});
    expect(result.files[0]?.text).toContain('\nETCD_NAME=infra0\n');
    expect(result.files[0]?.text).toContain('Made by `etcdops convert` from infra0.yaml.');
  });

  it.each(['procfile', 'compose', 'spec'] as const)('gives one file for all --to %s', async target => {
    const {files} = await run({target}, false);

    expect(files).toHaveLength(1);
    expect(files[0]?.text).toMatch(/infra0[^]*infra1/);
  });

  it('names the line to type where several come of it', async () => {
    await expect(run({target: 'flags'}, false)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('nodes/infra0/flags.sh, nodes/infra1/flags.sh') as string,
      hints: [
        'etcdops convert infra0.yaml infra1.yaml --to flags --out DIR',
        'or choose one node: --node NAME',
      ],
    });
  });

  it('gives all texts to whoever takes them, or those of the nodes asked for', async () => {
    expect((await run({target: 'flags', takesAll: true}, false)).files).toHaveLength(2);
    expect((await run({target: 'flags', nodes: ['infra1']}, false)).files.map(({path}) => path)).toEqual([
      'nodes/infra1/flags.sh',
    ]);
  });

  it('writes into a folder, and the same again', async () => {
    const first = await run({target: 'flags', out: 'new/folder'});
    const second = await run({target: 'flags', out: 'new/folder'});

    expect(first).toMatchObject({dir: join(cwd, 'new/folder'), written: true});
    expect(second.files).toEqual([{path: 'nodes/infra0/flags.sh'}, {path: 'nodes/infra1/flags.sh'}]);
    expect(statSync(join(cwd, 'new/folder/nodes/infra0/flags.sh')).mode & 0o777).toBe(0o755);
  });

  it('overwrites nothing unless it is told to', async () => {
    const path = join(cwd, 'out/Procfile');
    mkdirSync(join(cwd, 'out'));
    writeFileSync(path, 'mine\n');

    await expect(run({target: 'procfile', out: 'out'})).rejects.toMatchObject({
      code: 'E_DIR_OCCUPIED',
      hints: expect.arrayContaining([expect.stringContaining('--force') as string]) as string[],
    });
    expect(readFileSync(path, 'utf8')).toBe('mine\n');
    await run({target: 'procfile', out: 'out', force: true});
    expect(readFileSync(path, 'utf8')).toContain('infra0: exec');
  });

  it('refuses a folder that is none', async () => {
    await expect(run({target: 'procfile', out: 'infra0.yaml'})).rejects.toMatchObject({
      code: 'E_DIR_UNUSABLE',
    });
  });

  it('only looks where it is asked to', async () => {
    const result = await run({target: 'flags', out: 'out', dryRun: true}, false);

    expect(result).toMatchObject({written: false, files: [{path: 'nodes/infra0/flags.sh'}, {}]});
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });

  it('counts folders of the spec from where it is going to stand', async () => {
    const {files} = await run({target: 'spec'}, false);
    const elsewhere = await run({target: 'spec', out: 'out', dryRun: true}, false);

    expect(files[0]?.text).toContain('dataDir: infra0.etcd\n');
    expect(elsewhere.notes).toEqual(
      expect.arrayContaining([{member: 'infra0', message: expect.stringContaining(cwd) as string}]),
    );
  });
});

describe('a script', () => {
  beforeEach(() => {
    writeFileSync(join(cwd, 'start.sh'), 'etcd --config-file infra0.yaml\netcdctl --hex get a\n');
    writeFileSync(join(cwd, 'other.sh'), 'etcd --config-file /etc/elsewhere.yaml\n');
  });

  it('is read with the file that it names, once, and without calls of etcdctl', async () => {
    const {files, notes} = await run({target: 'env', paths: ['start.sh', 'infra0.yaml']}, false);

    expect(files[0]?.text).toContain('\nETCD_NAME=infra0\n');
    expect(notes).toContainEqual({message: 'left out: 1 call of etcdctl'});
  });

  it('is told apart from another form of the same node', async () => {
    const unit = `[Service]\nExecStart=/usr/bin/etcd --name infra0 --initial-advertise-peer-urls http://127.0.0.1:2380\n`;
    writeFileSync(join(cwd, 'etcd.service'), unit);

    const {files, notes} = await run({target: 'env', paths: ['infra0.yaml', 'etcd.service']}, false);

    expect(files).toHaveLength(1);
    expect(notes).toContainEqual({
      member: 'infra0',
      message: 'stands in etcd.service too; taken from infra0.yaml',
    });
  });

  it('whose config file is not here is refused', async () => {
    await expect(run({target: 'env', paths: ['other.sh']})).rejects.toMatchObject({
      code: 'E_CANNOT_CONVERT',
      message: expect.stringMatching(
        /^other\.sh:1: it reads \/etc\/elsewhere\.yaml, which is not here/,
      ) as string,
    });
  });
});

describe('a spec as input', () => {
  beforeEach(async () => {
    const spec = aSpec({nodes: members(2)});
    writeFileSync(join(cwd, 'etcdops.yaml'), (await loadYaml()).stringify(spec));
  });

  it('becomes every other form', async () => {
    const {files, lost, notes} = await run({target: 'flags', paths: ['etcdops.yaml'], takesAll: true}, false);

    expect(files.map(({path}) => path)).toEqual(['nodes/infra0/flags.sh', 'nodes/infra1/flags.sh']);
    expect(files[0]?.text).toContain('--data-dir=.etcdops/data/infra0');
    expect(lost).toEqual([]);
    expect(notes).toMatchObject([{member: 'infra0'}, {member: 'infra1'}]);
  });

  it('is one already', async () => {
    await expect(run({target: 'spec', paths: ['etcdops.yaml']})).rejects.toMatchObject({
      code: 'E_USAGE',
      message: 'etcdops.yaml is a spec already',
    });
  });

  it('must be valid', async () => {
    writeFileSync(join(cwd, 'etcdops.yaml'), 'schemaVersion: 1\nnodes: []\n');

    await expect(run({target: 'env', paths: ['etcdops.yaml']})).rejects.toMatchObject({
      code: 'E_CANNOT_CONVERT',
    });
  });
});

describe('refuses', () => {
  it.each([
    ['a path that is not there', ['nope.yaml'], 'E_CANNOT_CONVERT', /nope\.yaml: there is no such file/],
    ['what is nothing of etcd', ['other.txt'], 'E_CANNOT_CONVERT', /other\.txt/],
    [
      'a file that etcd cannot read',
      ['broken.yaml'],
      'E_CANNOT_CONVERT',
      /broken\.yaml:4: etcd cannot read it/,
    ],
  ] as const)('%s', async (_, paths, code, message) => {
    writeFileSync(join(cwd, 'other.txt'), 'hello\n');
    writeFileSync(
      join(cwd, 'broken.yaml'),
      'name: a\ndata-dir: /d\ninitial-cluster: a=http://a:1\n\twal-dir: x\n',
    );

    await expect(run({target: 'env', paths})).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it('a node that nobody describes', async () => {
    await expect(run({target: 'env', nodes: ['infra9']})).rejects.toMatchObject({
      code: 'E_USAGE',
      hints: ['they describe infra0, infra1'],
    });
  });

  it('a version that nobody knows', async () => {
    await expect(run({target: 'env', etcdVersion: '3.9'})).rejects.toMatchObject({code: 'E_USAGE'});
  });

  it('a spec of a part of the cluster', async () => {
    await expect(run({target: 'spec', paths: ['infra0.yaml']})).rejects.toMatchObject({
      code: 'E_CANNOT_CONVERT',
      message: expect.stringContaining('infra1') as string,
    });
  });
});
