import {membersOf} from '../nodes/node-urls.js';
import type {ClusterSpec} from '../spec/schema.js';
import {MADE_BY, type Artifact} from './artifact.js';
import {containerRun} from './container.js';

const COMMENT = `${MADE_BY}
Every service uses the host's network, so that etcd can listen on the addresses that it advertises.
On several hosts, start on each the services that live there: docker compose up -d NAME`;

/** One compose file with a service for each node; proxies start after the members. */
export function composeArtifact(spec: ClusterSpec): Artifact {
  const services = Object.fromEntries(
    spec.nodes.map(node => {
      const {container, image, mounts, argv} = containerRun(spec, node);
      const volumes = mounts.map(
        ({source, target, relative}) => `${relative ? './' : ''}${source}:${target}`,
      );
      // Only those of its own host: compose would start the others there too.
      const dependsOn = node.role === 'member' ? [] : membersOf(spec).filter(({host}) => host === node.host);
      const service = {
        image,
        container_name: container,
        network_mode: 'host',
        restart: 'unless-stopped',
        command: argv.map(composeText),
        ...(volumes.length === 0 ? {} : {volumes: volumes.map(composeText)}),
        ...(dependsOn.length === 0 ? {} : {depends_on: dependsOn.map(({name}) => name)}),
      };
      return [node.name, service];
    }),
  );
  return {
    path: 'compose.yaml',
    format: 'compose',
    mode: 0o644,
    body: {kind: 'yaml', value: {name: composeProject(spec.cluster), services}, comment: COMMENT},
  };
}

/** `$` begins a variable in a compose file. */
function composeText(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** Compose takes lower-case letters, digits, `-` and `_` in a project name. */
function composeProject(cluster: string): string {
  return `etcd-${cluster}`.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
}
