import {knownOf} from './assignments.js';
import type {ProcessRule} from './rule.js';
import {printable} from '../text/printable.js';
import {shown} from './wording.js';

function proxy(namespace: string): {files: Readonly<Record<string, string>>} {
  const address = '--listen-addr 10.0.1.20:23790 --advertise-client-url 10.0.1.20:23790';
  return {
    files: {
      'start.sh': `etcd grpc-proxy start --endpoints 10.0.1.10:2379 ${address} --namespace ${namespace}\n`,
    },
  };
}

const namespaceEnd: ProcessRule = {
  id: 'grpc-proxy-namespace',
  severity: 'warning',
  title: 'A namespace that ends without a separator',
  why: 'The namespace is put before each key as it stands: with `app`, the key `le` is the `apple` of everybody else, and a range of `app` reaches into `apple/`.',
  etcd: 'accepts',
  bad: proxy('app'),
  good: proxy('app/'),
  check: process => {
    const given = process.role === 'grpc-proxy' ? knownOf(process, 'namespace') : undefined;
    if (given === undefined || given.value === '' || /[^\p{L}\p{N}]$/u.test(given.value)) return [];
    return [
      {
        place: given.place,
        message: `the namespace ${shown(given.value)} runs into the keys behind it`,
        fix: `write --namespace=${printable(given.value, 100)}/`,
      },
    ];
  },
};

/** Rules about the namespace of a gRPC proxy. */
export const NAMESPACE_RULES: readonly ProcessRule[] = [namespaceEnd];
