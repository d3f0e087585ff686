import type {Finding} from '../findings/finding.js';
import {containerLaunch} from './container-command.js';
import {etcdImageOf} from './container-image.js';
import {containerStart} from './container-start.js';
import type {InputReader, Launch} from './input.js';
import {containerVariables, containerWords, hostMounts, type ManifestFile} from './kubernetes-container.js';
import {MappedText} from './mapped-text.js';
import {scalarText} from './scalar-text.js';
import {reporter} from './slip.js';
import {itemsOf, textOf, valueAt, type TreeNode} from './tree.js';
import {yamlFindings} from './yaml-findings.js';

interface Pod {
  /** Of the object that makes it. */
  readonly name: string | undefined;
  readonly spec: TreeNode;
}

/** Where the specification of the pod stands in each kind of object that has one. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const TEMPLATE = ['spec', 'template', 'spec'];

function podsOf(root: TreeNode): Pod[] {
  const kind = textOf(valueAt(root, 'kind')) ?? '';
  if (kind === 'List') return itemsOf(valueAt(root, 'items')).flatMap(item => podsOf(item));
  const spec = valueAt(root, ...(POD_PATHS[kind] ?? TEMPLATE));
  return spec === undefined ? [] : [{name: textOf(valueAt(root, 'metadata', 'name')), spec}];
}

/** `etcd` of the pod `etcd` is called so; another one `pod/container`. */
function labelOf(pod: string | undefined, container: string | undefined): string {
  if (pod === undefined || pod === container) return container ?? 'etcd';
  return container === undefined ? pod : `${pod}/${container}`;
}

function imageNameOf(container: TreeNode, {text}: ManifestFile): MappedText {
  const image = valueAt(container, 'image');
  return image?.kind === 'scalar' ? scalarText(image, text) : text.slice(0, 0);
}

function launchOf({name, spec}: Pod, container: TreeNode, file: ManifestFile): Launch | undefined {
  const imageName = imageNameOf(container, file);
  const image = etcdImageOf(imageName.text);
  const variables = containerVariables(container, file);
  const mounts = hostMounts(spec, container);
  const {command, args} = containerWords(container, variables, file);
  const found = containerLaunch({
    start: containerStart({image, imageName, entrypoint: command, command: args, mounts}),
    environment: [...variables.byName.values()],
    imagePlace: imageName.placeOf(),
  });
  if (found === undefined) return undefined;
  for (const finding of found.findings) file.report(finding);
  const workingDirectory = textOf(valueAt(container, 'workingDir'));
  return {
    label: labelOf(name, textOf(valueAt(container, 'name'))),
    input: 'kubernetes',
    place: valueAt(container, 'name')?.place ?? container.place,
    ...(workingDirectory === undefined ? {} : {workingDirectory}),
    ...found.launch,
    ...(variables.isOpen ? {isIncomplete: true} : {}),
    ...(image?.version === undefined ? {} : {version: image.version}),
    mounts,
    inContainer: true,
    ...(textOf(valueAt(spec, 'hostNetwork')) === 'true' ? {} : {ownNetwork: true}),
  };
}

/** All of a pod. One that runs before the others may call etcdctl, or be a sidecar that stays. */
function containersOf({spec}: Pod): TreeNode[] {
  return ['initContainers', 'containers'].flatMap(key => itemsOf(valueAt(spec, key)));
}

/** Containers of a manifest that run etcd: a static pod, or the template of a workload. */
export const readKubernetes: InputReader = (source, context) => {
  const documents = context.yaml(source);
  const findings: Finding[] = yamlFindings(documents, source);
  const file: ManifestFile = {
    text: MappedText.ofFile(source),
    report: reporter(findings),
  };
  const pods = documents.flatMap(({root}) => (root === undefined ? [] : podsOf(root)));
  const launches = pods.flatMap(pod =>
    containersOf(pod).flatMap(container => {
      const before = findings.length;
      const launch = launchOf(pod, container, file);
      // What is wrong with other containers nobody asked.
      if (launch === undefined) findings.length = before;
      return launch ?? [];
    }),
  );
  return {launches, findings};
};
