import {isOutOfDate, type ProxyNode, type ProxyVerdict} from './judge-proxy.js';

export interface JudgedProxy<N extends ProxyNode = ProxyNode> {
  readonly node: N;
  readonly verdict: ProxyVerdict;
}

/** What mends a proxy, by the verb of the command. */
type Remedy = 'up' | 'look' | 'render-restart' | 'restart' | 'restart-there' | 'render' | 'compare' | 'logs';

/** Only what etcdops started is restarted by it; the others need their new files. */
function restartRemedy({onThisMachine, process}: ProxyNode): Remedy {
  if (!onThisMachine) return 'restart-there';
  return process?.managedBy === 'etcdops' ? 'restart' : 'render';
}

/** `restart` leaves a config file as it is, which may be why the mode is another one. */
function modeRemedy(node: ProxyNode): Remedy {
  const remedy = restartRemedy(node);
  return remedy === 'restart' ? 'render-restart' : remedy;
}

function hasWrongMode({proxy}: ProxyNode): boolean {
  return proxy?.mode !== undefined && proxy.mode !== proxy.wantedMode;
}

/** A restart takes the endpoints of the spec, which may be no better. */
function driftRemedy({node, verdict: {endpoints}}: JudgedProxy): Remedy | undefined {
  if (!isOutOfDate(node.role, endpoints)) return undefined;
  const isMended = endpoints !== undefined && 'configured' in endpoints && endpoints.specIsCurrent === true;
  return isMended ? restartRemedy(node) : 'compare';
}

function remedyOf(judged: JudgedProxy): Remedy | undefined {
  const {node, verdict} = judged;
  const {onThisMachine, process, proxy} = node;
  if (process === undefined && proxy?.answered !== true) return onThisMachine ? 'up' : 'look';
  if (hasWrongMode(node)) return modeRemedy(node);
  const drift = driftRemedy(judged);
  if (drift !== undefined || verdict.error === undefined) return drift;
  return onThisMachine ? 'logs' : 'look';
}

/** Commands for the proxies that need something, the most useful first; empty where all is well. */
export function nextForProxies(cluster: string, proxies: readonly JudgedProxy[]): string[] {
  const needing = (remedy: Remedy): ProxyNode[] =>
    proxies.filter(proxy => remedyOf(proxy) === remedy).map(({node}) => node);
  const names = (nodes: readonly ProxyNode[]): string => nodes.map(({name}) => name).join(' ');
  const line = (command: string, nodes: readonly ProxyNode[]): string[] =>
    nodes.length === 0 ? [] : [`${command} ${names(nodes)}`];
  const there = (verb: string, nodes: readonly ProxyNode[]): string[] =>
    nodes.slice(0, 1).map(({host, name}) => `ssh ${host} ${verb} etcd-${cluster}-${name}`);
  const stopped = needing('up');
  return [
    ...line('etcdops up', stopped),
    ...line('etcdops render && etcdops restart', needing('render-restart')),
    ...line('etcdops restart', needing('restart')),
    ...(needing('render').length === 0 ? [] : ['etcdops render']),
    ...(needing('compare').length === 0 ? [] : ['etcdops ctl -- member list']),
    ...there('sudo systemctl restart', needing('restart-there')),
    ...there('systemctl status', needing('look')),
    ...line('etcdops logs', [...needing('logs'), ...stopped].slice(0, 1)),
  ];
}
