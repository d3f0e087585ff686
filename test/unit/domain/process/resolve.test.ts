import {describe, expect, it} from 'vitest';

import type {FileAnswer, Launch} from '../../../../src/lib/domain/inputs/input.js';
import type {EtcdProcess} from '../../../../src/lib/domain/process/etcd-process.js';
import {ConfigKeys} from '../../../../src/lib/domain/process/read-config-tree.js';
import {machineFolderOf, pathOnMachine, resolveProcess} from '../../../../src/lib/domain/process/resolve.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import {judgeFiles} from '../../../helpers/judge-files.js';
import {launchOf} from '../../../helpers/launch-of.js';

const CONFIG = `name: infra0
Data-Dir: /var/lib/etcd
heartbeat-interval: 200
heartbeat-interval: 250
cipher-suites: [A, B]
log-level:
cert-file: /ignored.crt
client-transport-security:
  cert-file: /server.crt
  bogus: 1
`;

const yaml = await loadYaml();

/** A start beside a file `etcd.yaml` that names infra0. */
function resolve(launch: Launch, version = '3.5.35'): EtcdProcess {
  const fileAt = (path: string): FileAnswer =>
    path === 'etcd.yaml'
      ? {kind: 'text', source: {file: path, path: `/w/${path}`, text: 'name: infra0\n'}}
      : {kind: 'absent', path};
  return resolveProcess(launch, {
    fileAt,
    filesIn: () => [],
    yaml: source => yaml.parseTrees(source),
    keys: new ConfigKeys(),
    version,
    isForced: true,
  });
}

describe('a config file', () => {
  it('is read as etcd decodes it: case does not count, the last one does, null is nothing', async () => {
    const {processes} = await judgeFiles({'etcd.yaml': CONFIG});

    expect(processes).toHaveLength(1);
    const [{values, ignored, role, configured}] = processes as [(typeof processes)[number]];
    expect({role, configured}).toEqual({role: 'member', configured: 'config-file'});
    expect([...values].map(([name, {value}]) => [name, value])).toEqual([
      ['name', 'infra0'],
      ['data-dir', '/var/lib/etcd'],
      ['heartbeat-interval', '250'],
      ['cipher-suites', 'A,B'],
      ['cert-file', '/server.crt'],
    ]);
    expect(ignored.map(({assignment, why}) => [assignment.written, why])).toEqual([
      ['heartbeat-interval', 'repeated'],
      ['cert-file', 'unknown-key'],
      ['client-transport-security.bogus', 'unknown-key'],
    ]);
    expect(values.get('heartbeat-interval')?.place).toEqual({
      file: 'etcd.yaml',
      line: 4,
      column: 21,
      length: 3,
    });
  });

  it('keeps all digits of a number', async () => {
    const {processes} = await judgeFiles({
      'etcd.yaml': 'name: a\nquota-backend-bytes: 9223372036854775807\n',
    });

    expect(processes[0]?.values.get('quota-backend-bytes')?.value).toBe('9223372036854775807');
  });

  it('alone counts: flags and variables beside it are read and dropped', () => {
    const {values, ignored, argumentProblems, configured} = resolve(
      launchOf(
        ['etcd', '--config-file', 'etcd.yaml', '--name=b', '--foo=1'],
        [
          ['ETCD_NAME', 'c'],
          ['ETCD_NMAE', 'd'],
        ],
      ),
    );

    expect({configured, name: values.get('name')?.value}).toEqual({
      configured: 'config-file',
      name: 'infra0',
    });
    expect(ignored.map(({assignment, why}) => [assignment.written, assignment.value, why])).toEqual([
      ['--name', 'b', 'beside-config-file'],
      ['ETCD_NAME', 'c', 'beside-config-file'],
    ]);
    expect(argumentProblems.map(({kind}) => kind)).toEqual(['unknown-flag']);
  });

  it.each<[string, string[], [string, string][], string | undefined]>([
    ['a flag', ['--config-file=etcd.yaml'], [], 'etcd.yaml'],
    ['a variable', [], [['ETCD_CONFIG_FILE', 'etcd.yaml']], 'etcd.yaml'],
    ['both: the flag', ['--config-file=etcd.yaml'], [['ETCD_CONFIG_FILE', 'b.yaml']], 'etcd.yaml'],
    ['an empty flag: the variable', ['--config-file='], [['ETCD_CONFIG_FILE', 'etcd.yaml']], 'etcd.yaml'],
    ['an empty flag', ['--config-file='], [], undefined],
    ['an empty variable', [], [['ETCD_CONFIG_FILE', '']], undefined],
    ['none', ['--name=a'], [], undefined],
  ])('is named by %s', (_, flags, variables, path) => {
    expect(resolve(launchOf(['etcd', ...flags], variables)).configFile?.path).toBe(path);
  });

  it.each([
    ['is not on this machine', '/etc/etcd.yaml'],
    ['has a name that only the machine knows', '/etc/$NODE.yaml'],
  ])('leaves open what etcd reads where it %s', (_, path) => {
    const {configFile, isIncomplete} = resolve(launchOf(['etcd', '--config-file', path]));

    expect({isRead: configFile?.isRead, isIncomplete}).toEqual({isRead: false, isIncomplete: true});
  });
});

describe('the version of a process', () => {
  it.each([
    ['2.3.8', '3.4.45'],
    ['3.3.27', '3.4.45'],
    ['3.4.0', '3.4.0'],
    ['3.5.99', '3.5.99'],
    ['3.8.0-alpha.0', '3.7.3'],
    ['4.0.0', '3.7.3'],
  ])('of an image of %s is %s', async (tag, expected) => {
    const image = `quay.io/coreos/etcd:v${tag}`;
    const {processes} = await judgeFiles({'compose.yaml': `services: {a: {image: "${image}"}}\n`});

    expect(processes.map(({version}) => version)).toEqual([expected]);
  });
});

describe('the role of a process', () => {
  it.each([
    ['a member', ['etcd', '--name=a'], '3.5.35', 'member'],
    ['a v2 proxy', ['/usr/bin/etcd', '--proxy=on'], '3.5.35', 'v2-proxy'],
    ['a v2 proxy that only reads', ['etcd', '--proxy', 'readonly'], '3.4.23', 'v2-proxy'],
    ['a proxy turned off', ['etcd', '--proxy=off'], '3.5.35', 'member'],
    ['no v2 proxy', ['etcd', '--proxy=on'], '3.6.16', 'member'],
    ['a gateway', ['./etcd', 'gateway', 'start'], '3.7.3', 'gateway'],
    ['a gRPC proxy', ['etcd', 'grpc-proxy', 'start'], '3.7.3', 'grpc-proxy'],
    ['etcdctl', ['/opt/etcdctl', 'get', 'a'], '3.7.3', 'etcdctl'],
    ['no such command', ['etcd', 'constructor'], '3.7.3', 'member'],
    ['no argument', ['etcd'], '3.7.3', 'member'],
  ])('%s', (_, argv, version, role) => {
    expect(resolve(launchOf(argv), version).role).toBe(role);
  });
});

describe('flags and variables without a config file', () => {
  it('a flag goes before a variable of another setting, and both count', () => {
    const {values, configured} = resolve(launchOf(['etcd', '--name=a'], [['ETCD_DATA_DIR', '/d']]));

    expect(configured).toBe('flags');
    expect([...values].map(([name, {via}]) => [name, via])).toEqual([
      ['data-dir', 'variable'],
      ['name', 'flag'],
    ]);
  });

  it.each<[string[], boolean]>([
    [['$FLAGS'], true],
    [['--client-cert-auth', '$FLAGS'], true],
    [['--name', '$NAME', '$FLAGS'], true],
    [['--name=$NAME'], false],
    [['--name', '$NAME'], false],
  ])('words that only the machine knows leave open what is missing: %j', (words, isIncomplete) => {
    expect(resolve(launchOf(['etcd', ...words])).isIncomplete).toBe(isIncomplete);
  });
});

describe('the path of a container on its machine', () => {
  const mounts = [
    {source: '/srv', target: '/'},
    {source: '/srv/etcd', target: '/etc/etcd/'},
    {source: 'etcd.yaml', target: '/etc/etcd/etcd.yaml'},
  ];

  it.each([
    ['/etc/etcd/etcd.yaml', 'etcd.yaml'],
    ['/etc/etcd/other.yaml', '/srv/etcd/other.yaml'],
    ['/data', '/srv/data'],
  ])('%s', (path, onMachine) => {
    const launch: Launch = {...launchOf(['etcd']), mounts, inContainer: true};

    expect(pathOnMachine(launch, path)).toBe(onMachine);
  });

  it('counts from the folder in which the container runs', () => {
    const launch: Launch = {
      ...launchOf(['etcd', '--config-file', 'etcd.yaml']),
      mounts,
      inContainer: true,
      workingDirectory: '/etc/etcd',
    };

    expect(pathOnMachine(launch, 'etcd.yaml')).toBe('etcd.yaml');
    expect(pathOnMachine(launch, './other.yaml')).toBe('/srv/etcd/other.yaml');
    expect(machineFolderOf(launch)).toBeUndefined();
  });

  it('is nowhere without a mount', () => {
    expect(pathOnMachine({...launchOf(['etcd']), inContainer: true}, '/etc/etcd.yaml')).toBeUndefined();
    expect(pathOnMachine(launchOf(['etcd']), '/etc/etcd.yaml')).toBe('/etc/etcd.yaml');
  });
});

it('a process that only prints is none', async () => {
  const help = resolve(launchOf(['etcd', '--help']));

  expect(help.onlyPrints).toBe(true);
});
