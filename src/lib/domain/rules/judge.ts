import type {Finding} from '../findings/finding.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import {COMPARING_RULES, PROCESS_RULES} from './all-rules.js';
import type {Cluster} from './cluster.js';
import type {Report, RuleInfo} from './rule.js';

function toFinding({id, severity}: RuleInfo, report: Report, process?: EtcdProcess): Finding {
  const {place, message, fix, etcdSays, member = process && nameOf(process)} = report;
  return {
    rule: id,
    severity,
    ...place,
    ...(member === undefined ? {} : {member}),
    message,
    ...(fix === undefined ? {} : {fix}),
    ...(etcdSays === undefined ? {} : {etcdSays}),
  };
}

/** The same line may be part of several processes; it is wrong once. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({rule, file, line, column, message}) => {
    const key = JSON.stringify([rule, file, line, column, message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Everything that the rules have to say about the processes of a cluster. */
export function judge(cluster: Cluster): Finding[] {
  const ofProcesses = cluster.processes.flatMap(process =>
    PROCESS_RULES.flatMap(rule =>
      rule.check(process, cluster).map(report => toFinding(rule, report, process)),
    ),
  );
  const compared = COMPARING_RULES.flatMap(rule =>
    rule.compare(cluster).map(report => toFinding(rule, report)),
  );
  return withoutRepeats([...ofProcesses, ...compared]);
}
