import {isOutOfDate, type ProxyNode, type ProxyVerdict} from './judge-proxy.js';

export interface JudgedProxy<N extends ProxyNode = ProxyNode> {
  readonly node: N;
  readonly verdict: ProxyVerdict;
}

/** What mends a proxy, by the verb of the command. */
type Remedy = 'up' | 'look' | 'render-restart' | 'restart-there' | 'render' | 'sync' | 'logs';

/**
 * Only what etcdops started is restarted by it; the others need their new files. `restart` leaves a config file as it
 * is, which may be why the mode is another one.
 */
function modeRemedy({onThisMachine, process}: ProxyNode): Remedy {
  if (!onThisMachine) return 'restart-there';
  return process?.managedBy === 'etcdops' ? 'render-restart' : 'render';
}

function hasWrongMode({proxy}: ProxyNode): boolean {
  return proxy?.mode !== undefined && proxy.mode !== proxy.wantedMode;
}

function remedyOf(judged: JudgedProxy): Remedy | undefined {
  const {node, verdict} = judged;
  const {onThisMachine, process, proxy} = node;
  if (process === undefined && proxy?.answered !== true) return onThisMachine ? 'up' : 'look';
  if (hasWrongMode(node)) return modeRemedy(node);
  if (isOutOfDate(node.role, verdict.endpoints)) return 'sync';
  if (verdict.error === undefined) return undefined;
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
    ...(needing('sync').length === 0 ? [] : ['etcdops proxy sync']),
    ...(needing('render').length === 0 ? [] : ['etcdops render']),
    ...there('sudo systemctl restart', needing('restart-there')),
    ...there('systemctl status', needing('look')),
    ...line('etcdops logs', [...needing('logs'), ...stopped].slice(0, 1)),
  ];
}
