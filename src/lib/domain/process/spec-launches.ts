import {describeNode} from '../artifacts/plan-artifacts.js';
import {argumentsOf} from '../artifacts/process-files.js';
import type {Launch, Word} from '../inputs/input.js';
import type {Place} from '../inputs/place.js';
import type {ClusterSpec} from '../spec/schema.js';

/**
 * The starts that a spec stands for, so that it is judged together with files of other kinds. Flags instead of a config
 * file: etcdops writes either so that etcd behaves the same.
 * @param placeOf where the n-th node stands
 */
export function specLaunches(spec: ClusterSpec, placeOf: (index: number) => Place): Launch[] {
  return spec.nodes.map((node, index) => {
    const place = placeOf(index);
    const argv = ['etcd', ...argumentsOf(describeNode(spec, node))].map((text): Word => ({text, place}));
    return {label: node.name, input: 'spec', place, argv, environment: [], version: spec.etcd.version};
  });
}
