import type {FileAnswer} from '../../src/lib/domain/inputs/input.js';
import type {Finding} from '../../src/lib/domain/findings/finding.js';
import {loadYaml} from '../../src/lib/adapters/yaml/yaml.js';
import type {EtcdProcess} from '../../src/lib/domain/process/etcd-process.js';
import {ConfigKeys} from '../../src/lib/domain/process/read-config-tree.js';
import {resolveProcess} from '../../src/lib/domain/process/resolve.js';
import {clusterOf} from '../../src/lib/domain/rules/cluster.js';
import type {ProcessRule, Report} from '../../src/lib/domain/rules/rule.js';
import {launchOf} from './launch-of.js';

/** A start of etcd: words behind the program, variables, a config file; each alone or with the others. */
export interface Start {
  /** Words behind `etcd`; a first word of `etcdctl` is the program itself. */
  readonly words?: readonly string[];
  readonly variables?: readonly (readonly [string, string])[];
  /** Text of the config file; without `words` it stands alone, else it is `etcd.yaml`. */
  readonly config?: string;
  readonly version?: string;
}

const yaml = await loadYaml();

/** What etcd makes of a start. */
function processOf({words, variables = [], config, version = '3.7.3'}: Start): EtcdProcess {
  const source = {file: 'etcd.yaml', path: '/w/etcd.yaml', text: config ?? ''};
  const program = words?.[0] === 'etcdctl' ? [] : ['etcd'];
  const launch = launchOf([...program, ...(words ?? [])], variables);
  const fileAt = (path: string): FileAnswer =>
    config !== undefined && path === 'etcd.yaml' ? {kind: 'text', source} : {kind: 'absent', path};
  const standsAlone = config !== undefined && words === undefined;
  return resolveProcess(standsAlone ? {...launch, config: source} : launch, {
    fileAt,
    filesIn: () => [],
    yaml: text => yaml.parseTrees(text),
    keys: new ConfigKeys(),
    version,
    isForced: true,
  });
}

/** What some rules report of a start, each with the id of its rule. */
export function reportsOf(rules: readonly ProcessRule[], start: Start): (Report & Pick<Finding, 'rule'>)[] {
  const process = processOf(start);
  const cluster = clusterOf([process]);
  return rules.flatMap(({id, check}) => check(process, cluster).map(report => ({rule: id, ...report})));
}
