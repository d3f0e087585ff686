import {membersOf} from '../nodes/node-urls.js';
import type {ClusterSpec} from '../spec/schema.js';
import {MADE_BY, type Artifact} from './artifact.js';
import {containerRun, holdsSecret, type ContainerRun} from './container.js';
import type {Mount} from './mount.js';

const COMMENT = `
Every service uses the host's network, so that etcd can listen on the addresses that it advertises.
On several hosts, start on each the services that live there: docker compose up -d NAME`;

export interface ComposeService {
  readonly name: string;
  readonly run: ContainerRun;
  readonly dependsOn: readonly string[];
}

/** `$` begins a variable in a compose file. */
function composeText(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** Compose takes lower-case letters, digits, `-` and `_` in a project name. */
function composeProject(cluster: string): string {
  return `etcd-${cluster}`.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
}

function volumeOf({source, target, relative, readOnly}: Mount): string {
  return composeText(`${relative ? './' : ''}${source}:${target}${readOnly ? ':ro' : ''}`);
}

function serviceOf({run, dependsOn}: ComposeService): object {
  const {container, image, mounts, argv, variables} = run;
  const environment = Object.fromEntries(variables.map(({name, value}) => [name, composeText(value)]));
  return {
    image,
    container_name: container,
    network_mode: 'host',
    restart: 'unless-stopped',
    command: argv.map(composeText),
    ...(variables.length === 0 ? {} : {environment}),
    ...(mounts.length === 0 ? {} : {volumes: mounts.map(volumeOf)}),
    ...(dependsOn.length === 0 ? {} : {depends_on: dependsOn}),
  };
}

/** One compose file with a service for each process. */
export function composeFile(cluster: string, services: readonly ComposeService[], madeBy: string): Artifact {
  const value = {
    name: composeProject(cluster),
    services: Object.fromEntries(services.map(service => [service.name, serviceOf(service)])),
  };
  return {
    path: 'compose.yaml',
    format: 'compose',
    mode: services.some(({run}) => holdsSecret(run)) ? 0o600 : 0o644,
    body: {kind: 'yaml', value, comment: `${madeBy}${COMMENT}`},
  };
}

/** The nodes of a spec as services; proxies start after the members. */
export function composeArtifact(spec: ClusterSpec): Artifact {
  const services = spec.nodes.map(node => {
    // Only those of its own host: compose would start the others there too.
    const needed = node.role === 'member' ? [] : membersOf(spec).filter(({host}) => host === node.host);
    return {name: node.name, run: containerRun(spec, node), dependsOn: needed.map(({name}) => name)};
  });
  return composeFile(spec.cluster, services, MADE_BY);
}
