import {describe, expect, it} from 'vitest';

import type {Launch} from '../../../../src/lib/domain/inputs/input.js';
import {readDocker} from '../../../../src/lib/domain/inputs/read-docker.js';
import {contextOf, shownFindings, shownLaunch, sourceOf, type Files} from './read-files.js';

/** What the script of bitnami's images sets. */
const PREPARED =
  'ETCD_LISTEN_CLIENT_URLS=http://0.0.0.0:2379 ETCD_ADVERTISE_CLIENT_URLS=http://127.0.0.1:2379 ETCD_DATA_DIR=/bitnami/etcd/data';
const IMAGE = 'quay.io/coreos/etcd:v3.5.12';

function read(text: string, files: Files = {}): {launches: string[]; findings: string[]} {
  const result = readDocker(sourceOf('c.sh', text), contextOf(files));
  return {launches: result.launches.map(shownLaunch), findings: shownFindings(result)};
}

function launchOf(text: string, files: Files = {}): Launch {
  return readDocker(sourceOf('c.sh', text), contextOf(files)).launches[0]!;
}

describe('docker run', () => {
  it.each<[string, string[], string[]?]>([
    [`docker run ${IMAGE}`, ['c: etcd']],
    [`docker run ${IMAGE} etcd --name a`, ['c: etcd --name a']],
    [
      `docker run -it --rm -p 2379:2379 --name n ${IMAGE} /usr/local/bin/etcd --name a`,
      ['n: /usr/local/bin/etcd --name a'],
    ],
    [`sudo docker -H tcp://h:1 container run -d ${IMAGE} etcd`, ['c: etcd']],
    [`podman create --pod x --replace --name=n ${IMAGE} etcd`, ['n: etcd']],
    [`nerdctl -n k8s.io run -dp2379:2379 ${IMAGE} etcd`, ['c: etcd']],
    [
      `docker run -e ETCD_NAME=a --env=ETCD_X=b -eETCD_Y=c -e=ETCD_Z=d ${IMAGE}`,
      ['c: ETCD_NAME=a ETCD_X=b ETCD_Y=c ETCD_Z=d etcd'],
    ],
    [`docker run -e ETCD_NAME ${IMAGE}`, ['c: ?ETCD_NAME=$ETCD_NAME etcd']],
    [`export ETCD_NAME=a; docker run -e ETCD_NAME ${IMAGE}`, ['c: ETCD_NAME=a etcd']],
    [`export ETCD_NAME=a; docker run ${IMAGE}`, ['c: etcd']],
    [`docker run --entrypoint etcd ${IMAGE} --name a`, ['c: etcd --name a']],
    [`docker run --entrypoint=/bin/sh ${IMAGE} -c 'etcd --name a'`, ['c: etcd --name a']],
    [`docker run --entrypoint "" ${IMAGE} etcd`, ['c: etcd']],
    [`docker run -e N=a ${IMAGE} sh -c 'etcd --name $N'`, ['c: N=a etcd --name a']],
    [`docker run --unknown x --strange ${IMAGE} etcd`, ['c: etcd']],
    [`docker run --privileged ${IMAGE} etcd`, ['c: etcd']],
    [`docker run -- ${IMAGE} etcd`, ['c: etcd']],
    ['docker run my/image etcd --name a', ['c: etcd --name a']],
    [`docker run ${IMAGE} etcdctl get a`, ['c: etcdctl get a']],
    ['docker run bitnami/etcd', [`c: ${PREPARED} etcd`]],
    ['docker run -e ETCD_NAME=a -e ETCD_ROOT_PASSWORD=x bitnami/etcd', [`c: ETCD_NAME=a ${PREPARED} etcd`]],
    ['docker run bitnami/etcd /opt/bitnami/scripts/etcd/run.sh --name a', [`c: ${PREPARED} etcd --name a`]],
    [
      'docker run -v /c:/opt/bitnami/etcd/conf bitnami/etcd',
      [`c: ${PREPARED} etcd --config-file /opt/bitnami/etcd/conf/etcd.yaml`],
    ],
    ['docker run nginx', []],
    [`docker run ${IMAGE} sleep 1`, []],
    [`docker pull ${IMAGE}; docker stop etcd; docker ps`, []],
    ['docker run -d', []],
    ['docker', []],
    [`docker run --name n ${IMAGE} --name a`, ['n: etcd --name a'], ['container-flag-as-program 1']],
    ['docker run quay.io/coreos/etcd:v2.3.8 --name a', ['c: etcd --name a']],
    ['docker run me/etcd --name a', ['c: etcd --name a']],
    [
      `docker run \\\n  ${IMAGE} \\\n  etcd \\\n  --name a\n  --x`,
      ['c: etcd --name a'],
      ['shell-stray-flags 5'],
    ],
  ])('%j', (text, launches, findings = []) => {
    expect(read(text)).toEqual({launches, findings});
  });

  it.each<[string, string | undefined]>([
    ['quay.io/coreos/etcd:v3.5.12', '3.5.12'],
    ['gcr.io/etcd-development/etcd:v3.6.0-rc.1', '3.6.0-rc.1'],
    ['bitnami/etcd:3.5.12-debian-11-r0', '3.5.12'],
    ['registry:5000/etcd', undefined],
    ['quay.io/coreos/etcd:latest', undefined],
    ['quay.io/coreos/etcd:$TAG', undefined],
  ])('knows the version of %s', (image, version) => {
    expect(launchOf(`docker run ${image} etcd`).version).toBe(version);
  });

  it.each<[string, true | undefined]>([
    ['--network host', undefined],
    ['--net=host', undefined],
    ['--network bridge', true],
    ['', true],
  ])('knows whose addresses it has: %s', (option, ownNetwork) => {
    expect(launchOf(`docker run ${option} ${IMAGE}`)).toMatchObject({
      inContainer: true,
      ...(ownNetwork ? {ownNetwork} : {}),
    });
    expect(launchOf(`docker run ${option} ${IMAGE}`).ownNetwork).toBe(ownNetwork);
  });

  it.each<[string, string[]]>([
    ['-v /data:/var/lib/etcd:ro', ['/data>/var/lib/etcd']],
    ['--volume=./data:/d -v $PWD/x:/x -v "$(pwd)":/y', ['/w/data>/d', '/w/x>/x', '/w>/y']],
    ['-v named:/d -v /anonymous -v $X/y:/y -v ~/z:/z -v ${A:?no}:/b', []],
    ['--mount type=bind,source=/a,target=/b,readonly --mount src=/c,dst=/d,type=bind', ['/a>/b', '/c>/d']],
    ['--mount type=volume,src=a,dst=/b --mount type=tmpfs,dst=/c', []],
  ])('knows what it sees of this machine: %s', (options, expected) => {
    const {mounts = []} = launchOf(`docker run ${options} ${IMAGE}`);

    expect(mounts.map(({source, target}) => `${source}>${target}`)).toEqual(expected);
  });

  it('knows where it runs in the container', () => {
    expect(launchOf(`docker run -w /srv ${IMAGE}`).workingDirectory).toBe('/srv');
    expect(launchOf(`docker run --workdir=/srv ${IMAGE}`).workingDirectory).toBe('/srv');
    expect(launchOf(`docker run -w "$X" ${IMAGE}`).workingDirectory).toBeUndefined();
  });

  it('counts folders from where the script goes', () => {
    const {mounts} = launchOf(`cd /srv; docker run -v "$PWD"/a:/a -v b/c:/d -v ./e:/f ${IMAGE}`);

    expect(mounts?.map(({source}) => source)).toEqual(['/srv/a', '/srv/e']);
  });

  it.each<[string, string[], string[]?]>([
    [
      `docker run --env-file a.env -e ETCD_X=2 ${IMAGE}`,
      ['c: ETCD_NAME="a" ETCD_X=2 etcd'],
      ['env-quotes 1'],
    ],
    [`podman run --env-file=a.env ${IMAGE}`, ['c: ETCD_NAME=a ETCD_X=1 etcd']],
  ])('reads env files: %j', (text, launches, findings = []) => {
    expect(read(text, {'a.env': 'ETCD_NAME="a"\nETCD_X=1\n'})).toEqual({launches, findings});
  });

  it.each<[string, true | undefined]>([
    [`docker run --env-file none ${IMAGE}`, true],
    [`docker run -e "$X" ${IMAGE}`, true],
    [`docker exec a etcdctl get b`, true],
    ['docker run bitnami/etcd', undefined],
    ['docker run me/etcd', true],
    ['docker run me/etcd etcd', undefined],
    ['docker run bitnami/etcd etcd --name a', undefined],
    [`. none; docker run ${IMAGE}`, undefined],
    [`docker run ${IMAGE}`, undefined],
  ])('knows whether something is missing: %j', (text, isIncomplete) => {
    expect(launchOf(text).isIncomplete).toBe(isIncomplete);
  });
});

describe('docker exec', () => {
  it.each([
    ['docker exec a etcdctl --endpoints=x get b', ['a: etcdctl --endpoints=x get b']],
    ['docker exec -it -e ETCDCTL_API=3 $C sh -c "etcdctl get b"', ['c: ETCDCTL_API=3 etcdctl get b']],
    ['docker container exec -u 1 a ls', []],
  ])('%j', (text, launches) => {
    expect(read(text)).toEqual({launches, findings: []});
  });
});

it('points to what stands in the file', () => {
  const {environment, argv} = launchOf(`docker run -e ETCD_NAME=a \\\n ${IMAGE}`);

  expect([environment[0]?.place, argv[0]?.place]).toEqual([
    {file: 'c.sh', line: 1, column: 25, length: 1},
    {file: 'c.sh', line: 2, column: 2, length: 27},
  ]);
});
