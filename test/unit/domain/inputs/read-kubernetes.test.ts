import {describe, expect, it} from 'vitest';

import {readKubernetes} from '../../../../src/lib/domain/inputs/read-kubernetes.js';
import {judgeFiles} from '../../../helpers/judge-files.js';
import {readInput, shownLaunches, shownPlaces, shownSlips} from './read-input.js';
import type {Files} from './read-files.js';

const IMAGE = 'registry.k8s.io/etcd:3.5.12-0';

/** A pod with one container of etcd and these lines. */
function pod(...lines: readonly string[]): Files {
  const all = ['- name: etcd', `  image: ${IMAGE}`, ...lines.map(line => `  ${line}`)];
  return {
    'etcd.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: etcd}\nspec:\n  containers:\n${all.map(line => `    ${line}\n`).join('')}`,
  };
}

function launchesOf(files: Files): string[] {
  return shownLaunches(readInput(readKubernetes, files).launches);
}

/** As kubeadm writes it, a little shorter. */
const KUBEADM = {
  'etcd.yaml': `apiVersion: v1
kind: Pod
metadata:
  annotations:
    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://192.168.1.10:2379
  labels:
    component: etcd
    tier: control-plane
  name: etcd
  namespace: kube-system
spec:
  containers:
  - command:
    - etcd
    - --advertise-client-urls=https://192.168.1.10:2379
    - --cert-file=/etc/kubernetes/pki/etcd/server.crt
    - --client-cert-auth=true
    - --data-dir=/var/lib/etcd
    - --initial-advertise-peer-urls=https://192.168.1.10:2380
    - --initial-cluster=master=https://192.168.1.10:2380
    - --key-file=/etc/kubernetes/pki/etcd/server.key
    - --listen-client-urls=https://127.0.0.1:2379,https://192.168.1.10:2379
    - --listen-metrics-urls=http://127.0.0.1:2381
    - --listen-peer-urls=https://192.168.1.10:2380
    - --name=master
    - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt
    - --peer-client-cert-auth=true
    - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key
    - --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    - --snapshot-count=10000
    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    - --watch-progress-notify-interval=5s
    image: registry.k8s.io/etcd:3.6.4-0
    imagePullPolicy: IfNotPresent
    livenessProbe:
      httpGet: {host: 127.0.0.1, path: /livez, port: 2381, scheme: HTTP}
    name: etcd
    volumeMounts:
    - mountPath: /var/lib/etcd
      name: etcd-data
    - mountPath: /etc/kubernetes/pki/etcd
      name: etcd-certs
  hostNetwork: true
  priorityClassName: system-node-critical
  volumes:
  - hostPath: {path: /etc/kubernetes/pki/etcd, type: DirectoryOrCreate}
    name: etcd-certs
  - hostPath: {path: /var/lib/etcd, type: DirectoryOrCreate}
    name: etcd-data
status: {}
`,
};

describe('the static pod of kubeadm', () => {
  it('is read to its last word', () => {
    const {launches, findings} = readInput(readKubernetes, KUBEADM);
    const [launch] = launches;

    expect(findings).toEqual([]);
    expect(launch).toMatchObject({
      label: 'etcd',
      input: 'kubernetes',
      version: '3.6.4',
      inContainer: true,
      mounts: [
        {source: '/var/lib/etcd', target: '/var/lib/etcd'},
        {source: '/etc/kubernetes/pki/etcd', target: '/etc/kubernetes/pki/etcd'},
      ],
    });
    expect(launch?.ownNetwork).toBeUndefined();
    expect(launch!.argv).toHaveLength(19);
    expect(launch!.argv.map(({text}) => text)).toEqual(shownPlaces(KUBEADM, launch!));
  });

  it('has nothing wrong', async () => {
    const {processes, findings} = await judgeFiles(KUBEADM);

    expect(processes).toMatchObject([{role: 'member', version: '3.6.4', argumentProblems: []}]);
    expect(findings).toEqual([]);
  });
});

describe('the command of a container', () => {
  it.each([
    [['command: [etcd, "--name=a b"]'], 'etcd --name=a b'],
    [['command: [etcd]', 'args: [--name=a]'], 'etcd --name=a'],
    [['args: [etcd, --name=a]'], 'etcd --name=a'],
    [[], 'etcd'],
    [
      [
        'command: [/bin/sh, -ec]',
        'args:',
        '  - |',
        '    HOST=$(hostname -s)',
        '    exec etcd --name=${HOST} \\',
        '      --data-dir=/d',
      ],
      'etcd ?--name=${HOST} --data-dir=/d',
    ],
    [
      [
        'command: [sh, -c, "exec etcd --name=$(A) --data-dir=$B"]',
        'env: [{name: A, value: x}, {name: B, value: /d}]',
      ],
      'A=x B=/d etcd --name=x --data-dir=/d',
    ],
  ])('with %j starts %s', (lines, launch) => {
    const files = pod(...lines);

    expect(launchesOf(files)).toEqual([`etcd: ${launch}`]);
    expect(readInput(readKubernetes, files).findings).toEqual([]);
  });

  it.each([
    ['[{name: A, value: x}]', '--name=$(A)$(A) $$5', 'A=x etcd --name=xx $5'],
    ['[{name: A, value: x}, {name: B, value: "$(A)y"}]', '$(B)', 'A=x B=xy etcd xy'],
    ['[{name: A, value: ""}, {name: B}]', 'a$(A)b', 'A= etcd ab'],
    [
      '[{name: A, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: B, value: "http://$(A):2380"}]',
      '--x=$(B)',
      '?A= ?B=http://$(A):2380 etcd ?--x=$(B)',
    ],
    [
      '[]',
      '--x=$(ETCD_SERVICE_HOST):$(ETCD_PORT_2379_TCP_PORT)',
      'etcd ?--x=$(ETCD_SERVICE_HOST):$(ETCD_PORT_2379_TCP_PORT)',
    ],
  ])('with env %s makes of %s: %s', (env, arg, expected) => {
    const files = pod(`command: [etcd, "${arg}"]`, `env: ${env}`);

    expect(launchesOf(files)).toEqual([`etcd: ${expected}`]);
    expect(readInput(readKubernetes, files).findings).toEqual([]);
  });

  it('may have any variable where a list of them is taken over', () => {
    const files = pod('command: [etcd, --name=$(A)]', 'envFrom: [{configMapRef: {name: etcd}}]');

    expect(launchesOf(files)).toEqual(['etcd: etcd ?--name=$(A) …']);
    expect(readInput(readKubernetes, files).findings).toEqual([]);
  });
});

describe('objects with pods', () => {
  const container = `{name: etcd, image: "${IMAGE}", command: [etcd]}`;
  const template = `{template: {spec: {hostNetwork: false, containers: [{name: side, image: busybox}, ${container}]}}}`;

  it.each([
    ['StatefulSet', template],
    ['Deployment', template],
    ['DaemonSet', template],
    ['CronJob', `{jobTemplate: {spec: ${template}}}`],
  ])('of kind %s', (kind, spec) => {
    const files = {
      'etcd.yaml': `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: store}\nspec: ${spec}\n`,
    };

    expect(readInput(readKubernetes, files).launches).toMatchObject([
      {label: 'store/etcd', ownNetwork: true, version: '3.5.12'},
    ]);
  });

  it('in a list and in several documents', () => {
    const object = (name: string): string =>
      `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [${container}]}}`;
    const text = `{apiVersion: v1, kind: List, items: [${object('a')}, ${object('b')}]}\n---\n${object('etcd')}\n---\nkind: Service\n`;

    expect(launchesOf({'etcd.yaml': text})).toEqual(['a/etcd: etcd', 'b/etcd: etcd', 'etcd: etcd']);
  });

  it('begin with the containers that run before the others', () => {
    const ctl = `{name: wait, image: "${IMAGE}", workingDir: /srv, command: [etcdctl, member, list]}`;
    const text = `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {initContainers: [${ctl}], containers: [${container}]}}`;

    expect(launchesOf({'etcd.yaml': text})).toEqual(['a/wait: etcdctl member list', 'a/etcd: etcd']);
    expect(readInput(readKubernetes, {'etcd.yaml': text}).launches[0]?.workingDirectory).toBe('/srv');
  });

  it('see folders of the machine below their mounts', () => {
    const files = pod(
      'command: [etcd]',
      'volumeMounts: [{name: d, mountPath: /data, subPath: etcd}, {name: e, mountPath: /e}]',
    );
    const text = `${files['etcd.yaml']}  volumes: [{name: d, hostPath: {path: /srv}}, {name: e, emptyDir: {}}]\n`;

    expect(readInput(readKubernetes, {'etcd.yaml': text}).launches).toMatchObject([
      {mounts: [{source: '/srv/etcd', target: '/data'}]},
    ]);
  });
});

describe('slips of a manifest', () => {
  it.each([
    [['command: [etcd, --max-wals, 5]'], 'kubernetes-not-text 8: 5'],
    [['command: [etcd]', 'env: [{name: ETCD_PRE_VOTE, value: on}]'], 'kubernetes-not-text 9: on'],
    [['command: [etcd, --name=$(NODE)]'], 'kubernetes-unset-variable 8: $(NODE)'],
    [
      ['command: [etcd]', 'env: [{name: ETCD_NAME, value: "a-$(NODE)"}]'],
      'kubernetes-unset-variable 9: $(NODE)',
    ],
    [['command: [etcd, --name=$NODE]'], 'container-unread-variable 8: $NODE'],
    [['command: [etcd, --name=$$(A)]', 'env: [{name: A, value: a}]'], 'container-unread-variable 8: $$(A)'],
    [['args: [--name=a]'], 'container-flag-as-program 8: --name=a'],
    [['command: [etcd'], 'yaml-unreadable 9: '],
  ])('in %j: %s', (lines, slip) => {
    const files = pod(...lines);

    expect(shownSlips(files, readInput(readKubernetes, files))).toEqual([slip]);
  });

  it('say what a template needs first', () => {
    const files = pod('command: [etcd]', '{{- if .Values.tls }}', 'args: []', '{{- end }}');

    expect(readInput(readKubernetes, files).findings).toMatchObject([
      {rule: 'yaml-unreadable', fix: expect.stringContaining('helm template') as string},
    ]);
  });

  it.each([
    ['in another container', 'command: [other, 5, $(NO)]'],
    ['for a time of day', 'command: [etcd, 12:30]'],
  ])('are none %s', (_, line) => {
    expect(readInput(readKubernetes, pod(line)).findings).toEqual([]);
  });
});
