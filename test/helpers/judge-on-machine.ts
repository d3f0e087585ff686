import type {Finding} from '../../src/lib/domain/findings/finding.js';
import type {EtcdProcess} from '../../src/lib/domain/process/etcd-process.js';
import {clusterOf} from '../../src/lib/domain/rules/cluster.js';
import {factsOfExample, type ExampleMachine} from '../../src/lib/domain/rules/example-machine.js';
import {judge} from '../../src/lib/domain/rules/judge.js';
import {MACHINE_COMPARING_RULES, MACHINE_RULES} from '../../src/lib/domain/rules/machine-rules.js';

const IDS: ReadonlySet<string> = new Set([...MACHINE_RULES, ...MACHINE_COMPARING_RULES].map(({id}) => id));

/** What the rules about the machine find, where it has these files and data directories. */
export function judgeOnMachine(processes: readonly EtcdProcess[], machine: ExampleMachine): Finding[] {
  return judge(clusterOf(processes, factsOfExample(machine))).filter(({rule}) => IDS.has(rule));
}
