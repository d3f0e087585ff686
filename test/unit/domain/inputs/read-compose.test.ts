import {describe, expect, it} from 'vitest';

import {readCompose} from '../../../../src/lib/domain/inputs/read-compose.js';
import {readInput, shownLaunches, shownPlaces} from './read-input.js';
import type {Files} from './read-files.js';

const IMAGE = 'quay.io/coreos/etcd:v3.5.12';

/** One service of etcd with these lines. */
function service(...lines: readonly string[]): Files {
  return {'compose.yaml': `services:\n  infra0:\n${lines.map(line => `    ${line}\n`).join('')}`};
}

function launchesOf(files: Files): string[] {
  return shownLaunches(readInput(readCompose, files).launches);
}

describe('the command of a service', () => {
  it.each([
    [[`image: ${IMAGE}`], 'etcd'],
    [
      [`image: ${IMAGE}`, 'command: [etcd, "--name=a b", --force-new-cluster]'],
      'etcd --name=a b --force-new-cluster',
    ],
    [[`image: ${IMAGE}`, 'command: /usr/local/bin/etcd --name "a b"'], '/usr/local/bin/etcd --name a b'],
    [
      [`image: ${IMAGE}`, 'command: >-', '  etcd', '  --name=a', '  --data-dir=/d'],
      'etcd --name=a --data-dir=/d',
    ],
    [[`image: ${IMAGE}`, 'entrypoint: etcd', 'command: [--name=a]'], 'etcd --name=a'],
    [[`image: ${IMAGE}`, 'entrypoint: [etcd, --name=a]'], 'etcd --name=a'],
    [
      [`image: ${IMAGE}`, 'command: [sh, -c, "exec etcd --name=$$HOSTNAME --data-dir=/d"]'],
      'etcd ?--name=$HOSTNAME --data-dir=/d',
    ],
    [
      [`image: ${IMAGE}`, `command: sh -c 'exec etcd --name "$$N" --data-dir=/d'`, 'environment: {N: a}'],
      'N=a etcd --name a --data-dir=/d',
    ],
    [
      [`image: ${IMAGE}`, 'command: [etcd, --name, 0x10, --pre-vote=true, --max-wals, 5]'],
      'etcd --name 16 --pre-vote=true --max-wals 5',
    ],
    [['build: .', 'command: etcd gateway start'], 'etcd gateway start'],
    [['image: my/etcd:1', 'command: --name=a'], 'etcd --name=a'],
    [
      [
        'image: bitnami/etcd:3.5',
        'command: [/opt/bitnami/scripts/etcd/run.sh, --name=a]',
        'environment: [ETCD_ROOT_PASSWORD=x]',
      ],
      'ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379 ETCD_ADVERTISE_CLIENT_URLS=http://127.0.0.1:2379 ETCD_DATA_DIR=/bitnami/etcd/data etcd --name=a',
    ],
    [
      [
        'image: bitnami/etcd:3.5',
        'environment:',
        '  - ETCD_NAME=a',
        '  - ETCD_ADVERTISE_CLIENT_URLS=http://a:2379',
      ],
      'ETCD_NAME=a ETCD_ADVERTISE_CLIENT_URLS=http://a:2379 ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379 ETCD_DATA_DIR=/bitnami/etcd/data etcd',
    ],
  ])('with %j starts %s', (lines, launch) => {
    const files = service(...lines);

    expect(launchesOf(files)).toEqual([`infra0: ${launch}`]);
    expect(readInput(readCompose, files).findings).toEqual([]);
  });

  it.each([
    [['image: postgres']],
    [[`image: ${IMAGE}`, 'command: [sleep, infinity]']],
    [['image: evildecay/etcdkeeper']],
    [['build: .']],
  ])('with %j starts no etcd', lines => {
    expect(readInput(readCompose, service(...lines))).toEqual({launches: [], findings: []});
  });

  it('knows where each word stands', () => {
    const files = service(
      `image: ${IMAGE}`,
      'command: >',
      '  etcd --name=a',
      '    --data-dir "/d"',
      'environment:',
      '  A: "b"',
      '  C: d',
    );
    const [launch] = readInput(readCompose, files).launches;

    expect(shownPlaces(files, launch!)).toEqual(['b', 'd', 'etcd', '--name=a', '--data-dir', '/d']);
  });
});

describe('the variables of a service', () => {
  it.each([
    [['environment:', '  - A=1', '  - B=x=y', '  - C=', '  - D'], 'A=1 B=x=y C= ?D='],
    [
      ['environment: {A: 1, B: true, C: "on", D: , E: yes, F: 1.50, G: 0x10}'],
      'A=1 B=true C=on ?D= E=yes F=1.5 G=16',
    ],
    [
      ['environment: {A: $IN_FILE, B: "${NOT:-x}", C: "$$Y", D: $NOT, IN_FILE: }'],
      'A=1 B=x C=$Y ?D=$NOT IN_FILE=1',
    ],
    [['env_file: a.env', 'environment: [A=own]'], 'B=2 A=own'],
    [['env_file: [./a.env, {path: b.env, required: false}]'], 'A=file B=2 C=3'],
  ])('with %j are %s', (lines, variables) => {
    const files = {
      ...service(`image: ${IMAGE}`, ...lines),
      '.env': 'IN_FILE=1\n',
      'a.env': 'A=file\nB="2"\n',
      'b.env': 'C=3\n',
    };

    expect(launchesOf(files)).toEqual([`infra0: ${variables} etcd`]);
  });

  it.each([['env_file: gone.env'], ['env_file: [{path: gone.env, required: false}]'], ['env_file: $GONE']])(
    'may be any with %s',
    line => {
      expect(launchesOf(service(`image: ${IMAGE}`, line))).toEqual(['infra0: etcd …']);
    },
  );
});

describe('what a service shares with its machine', () => {
  it.each([
    [
      ['volumes: ["./data:/d", "/etc/ssl:/ssl:ro", "named:/n", "/anonymous", "~/x:/x", "$NOT:/y"]'],
      [
        {source: './data', target: '/d'},
        {source: '/etc/ssl', target: '/ssl'},
      ],
    ],
    [
      [
        'volumes: [{type: bind, source: ./data, target: /d}, {type: volume, source: named, target: /n}, {type: tmpfs, target: /t}]',
      ],
      [{source: './data', target: '/d'}],
    ],
    [
      ['configs: [conf, {source: conf, target: /etc/etcd.yaml}, other]', 'secrets: [ca]'],
      [
        {source: './etcd.yaml', target: '/conf'},
        {source: './etcd.yaml', target: '/etc/etcd.yaml'},
        {source: './ca.pem', target: '/run/secrets/ca'},
      ],
    ],
  ])('by %j', (lines, mounts) => {
    const files = service(`image: ${IMAGE}`, ...lines);
    const text = `${files['compose.yaml']}configs: {conf: {file: ./etcd.yaml}, other: {external: true}}\nsecrets: {ca: {file: ./ca.pem}}\n`;

    expect(readInput(readCompose, {'compose.yaml': text}).launches).toMatchObject([
      {mounts, inContainer: true},
    ]);
  });

  it('with a folder of its own', () => {
    const folderWith = (...lines: string[]): string | undefined =>
      readInput(readCompose, service(`image: ${IMAGE}`, ...lines)).launches[0]?.workingDirectory;

    expect(folderWith('working_dir: /srv')).toBe('/srv');
    expect(folderWith('working_dir: ${UNSET}')).toBeUndefined();
    expect(folderWith('working_dir: /srv', 'command: [sh, -c, "cd /etc; etcd"]')).toBe('/etc');
  });

  it.each([
    ['network_mode: host', undefined],
    ['network_mode: ${MODE:-host}', undefined],
    ['network_mode: bridge', true],
    ['networks: [etcd]', true],
  ])('with %s', (line, ownNetwork) => {
    const [launch] = readInput(readCompose, service(`image: ${IMAGE}`, line)).launches;

    expect(launch?.ownNetwork).toBe(ownNetwork);
    expect(launch?.version).toBe('3.5.12');
  });
});

describe('a compose file of three members', () => {
  const files = {
    'compose.yaml': `
x-cluster: &cluster "infra0=http://infra0:2380,infra1=http://infra1:2380,infra2=http://infra2:2380"
x-etcd: &etcd
  image: gcr.io/etcd-development/etcd:\${ETCD_VERSION:-v3.6.2}
  networks: [etcd]
  environment: &common
    ETCD_INITIAL_CLUSTER: *cluster
    ETCD_NAME: nobody
services:
  infra0:
    <<: *etcd
    environment:
      <<: *common
      ETCD_NAME: infra0
  infra1:
    extends: infra0
    environment:
      - ETCD_NAME=infra1
  infra2:
    extends: {service: infra1}
    command: [etcd, --name=infra2]
    environment: {ETCD_NAME: ""}
  web:
    image: nginx
    command: ["sh", "-c", "echo $(bad)"]
volumes: {}
`,
  };
  const {launches, findings} = readInput(readCompose, files);

  it('has each with what it shares', () => {
    const cluster =
      'ETCD_INITIAL_CLUSTER=infra0=http://infra0:2380,infra1=http://infra1:2380,infra2=http://infra2:2380';

    expect(shownLaunches(launches)).toEqual([
      `infra0: ${cluster} ETCD_NAME=infra0 etcd`,
      `infra1: ${cluster} ETCD_NAME=infra1 etcd`,
      `infra2: ${cluster} ETCD_NAME= etcd --name=infra2`,
    ]);
    expect(launches.map(({version}) => version)).toEqual(['3.6.2', '3.6.2', '3.6.2']);
    expect(findings).toEqual([]);
  });

  it('knows that a part may stand in another file', () => {
    const text = `services:\n  a:\n    image: ${IMAGE}\n    extends: {file: base.yaml, service: a}\n  b: {extends: b, image: "${IMAGE}"}\n`;

    expect(launchesOf({'compose.yaml': text})).toEqual(['a: etcd …', 'b: etcd …']);
  });
});

describe('what is no compose file', () => {
  it.each([
    '',
    'services:\n',
    'services: []\n',
    'services: {a: }\n',
    'services: {a: {image: [x], command: {b: c}}}\n',
    '- a\n',
    'a',
  ])('has no services: %j', text => {
    expect(readInput(readCompose, {'compose.yaml': text})).toEqual({launches: [], findings: []});
  });
});
