import type {RuleExample, RuleInfo} from '../rules/rule.js';

/** A pod with one container of etcd, and lines below it. */
function pod(...lines: readonly string[]): RuleExample {
  const head = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: etcd}',
    'spec:',
    '  hostNetwork: true',
    '  containers:',
    '    - name: etcd',
    '      image: registry.k8s.io/etcd:3.5.12-0',
  ];
  return {files: {'etcd.yaml': `${[...head, ...lines.map(line => `      ${line}`)].join('\n')}\n`}};
}

/** etcd itself never gets to see what is wrong here. */
function slip(info: Omit<RuleInfo, 'etcd'>): RuleInfo {
  return {...info, etcd: 'unseen'};
}

export const NOT_TEXT = slip({
  id: 'kubernetes-not-text',
  severity: 'error',
  title: 'A word or a variable that YAML takes for a number or a boolean',
  why: 'Words of a command and values of variables are texts. Kubernetes refuses the manifest, and a kubelet ignores the file, where one is a number, or one of the words that YAML takes for a boolean, such as `true` and `on`.',
  bad: pod('command: [etcd]', 'env: [{name: ETCD_MAX_WALS, value: 5}]'),
  good: pod('command: [etcd]', 'env: [{name: ETCD_MAX_WALS, value: "5"}]'),
});

export const UNSET_REFERENCE = slip({
  id: 'kubernetes-unset-variable',
  severity: 'error',
  title: 'A variable that the container does not have',
  why: 'Kubernetes fills in `$(NAME)` from the variables of the container, and leaves it as it is where there is none of that name. etcd gets the dollar sign and the name.',
  bad: pod('command: [etcd, "--name=$(NODE)"]'),
  good: pod(
    'command: [etcd, "--name=$(NODE)"]',
    'env: [{name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]',
  ),
});

/** Slips of manifests, seen by their reader. */
export const KUBERNETES_SLIPS: readonly RuleInfo[] = [NOT_TEXT, UNSET_REFERENCE];
