import {nameOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {bindingsOf, marksOf} from './machine-of.js';
import {exampleOnOneMachine} from './rule-examples.js';
import type {ClusterRule, Report} from './rule.js';
import {TakenPorts, takersOf, type Bound} from './taken-ports.js';
import {shown} from './wording.js';

/** Both kinds of client listeners on one URL are seen by etcd before the system sees them. */
function wordsOf(bound: Bound, other: Bound): string {
  const isKnown =
    bound.setting !== other.setting &&
    [bound, other].every(({setting}) => setting.startsWith('listen-client'));
  return isKnown && bound.text === other.text
    ? `on the same url ${bound.text}`
    : 'bind: address already in use';
}

function messageOf(bound: Bound, other: Bound): string {
  if (bound.process !== other.process) {
    const [one, two] = [bound, other].map(({process}) => printable(nameOf(process)));
    const where =
      bound.text === other.text ? shown(bound.text) : `${shown(bound.text)} and ${shown(other.text)}`;
    return `${one} and ${two} both listen on port ${bound.port} of one machine, by ${where}`;
  }
  if (bound.setting !== other.setting) {
    return `${bound.setting} and ${other.setting} both listen on port ${bound.port}, by ${shown(bound.text)} and ${shown(other.text)}`;
  }
  return `${bound.setting} has ${shown(other.text)} and ${shown(bound.text)}, which are one address`;
}

function conflictReports(cluster: Cluster): Report[] {
  const taken = new TakenPorts();
  const takers = takersOf(cluster.nodes, process => marksOf(process, cluster));
  return takers.flatMap(taker => {
    const {process} = taker;
    return bindingsOf(process)
      .filter(({port}) => port !== '' && Number(port) !== 0)
      .flatMap(binding => {
        const bound = {...binding, process};
        const rival = taken.take(bound, taker);
        if (rival === undefined) return [];
        return [
          {
            place: bound.place,
            member: nameOf(process),
            message: messageOf(bound, rival),
            fix:
              rival.process === process
                ? 'give each a port of its own, or remove one'
                : 'give each a port of its own',
            etcdSays: wordsOf(bound, rival),
          },
        ];
      });
  });
}

/** Rules about ports that processes of one machine compete for. */
export const PORT_RULES: readonly ClusterRule[] = [
  {
    id: 'port-conflict',
    severity: 'error',
    title: 'Two listeners on one port of a machine',
    why: 'Who comes second cannot bind and ends. Processes count as being on one machine if they have the same IP address, if all of the cluster is on loopback, or if one Procfile or compose file starts them.',
    etcd: 'refuses',
    bad: exampleOnOneMachine({infra1: {'listen-client-urls': 'http://127.0.0.1:2379'}}),
    good: exampleOnOneMachine(),
    compare: conflictReports,
  },
];
