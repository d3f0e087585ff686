import {resolve} from 'node:path';

import {asideOf, type Aside, type DirKind} from '../../domain/layout/aside.js';
import {dataDirOf} from '../../domain/layout/layout.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {SpecChange} from '../../domain/spec/spec-change.js';
import {setDirAsideStep, setFilesAsideStep} from '../membership/aside-steps.js';
import type {PlannedAction} from '../steps/actions.js';
import type {RestoreNode} from './restore-facts.js';
import type {UndoFacts} from './undo-facts.js';

type Joined = Pick<UndoFacts, 'members' | 'restore' | 'stayed'>;

function joined({members, restore, stayed}: Joined): RestoreNode[] {
  const restored = new Set(restore.swaps.map(({node}) => node.name));
  return members.filter(({node: {name}}) => !restored.has(name) && !stayed.has(name));
}

/** Members that the spec has got since the restore. */
export function joinedMembers(facts: Joined): SpecNode[] {
  return joined(facts).map(({node}) => node);
}

/** The proxy that a member was before it was promoted, unless another node has its name by now. */
function proxyOf(name: string, {restore, spec}: Pick<UndoFacts, 'restore' | 'spec'>): SpecNode | undefined {
  const proxy = restore.promoted.find(({member}) => member === name)?.proxy;
  const isTaken = spec.nodes.some(node => node.name === proxy?.name && node.name !== name);
  return isTaken ? undefined : proxy;
}

/** Proxies that were promoted after the restore, and are proxies again: each runs again if its member did. */
export function returningProxies(facts: Joined & Pick<UndoFacts, 'spec'>): RestoreNode[] {
  return joined(facts).flatMap(member => {
    const proxy = proxyOf(member.node.name, facts);
    return proxy === undefined ? [] : [{...member, node: proxy, leads: false}];
  });
}

/** The cluster that comes back does not know who joined since; a proxy that was promoted it had. */
export function joinedChanges(facts: Joined & Pick<UndoFacts, 'spec'>): SpecChange[] {
  const returning = returningProxies(facts).map(({node}) => node);
  const names = new Set(returning.map(({name}) => name));
  const gone = joinedMembers(facts).filter(({name}) => !names.has(name));
  return [...gone.map(({name}) => ({drop: name})), ...returning.map(put => ({put}))];
}

function isProxyAgain({name}: SpecNode, facts: Pick<UndoFacts, 'restore' | 'spec'>): boolean {
  return proxyOf(name, facts)?.name === name;
}

/** Before those of the proxy are written that has the name again: some of them were left when it was promoted. */
export function filesAsideSteps(facts: UndoFacts): PlannedAction[] {
  return joinedMembers(facts)
    .filter(node => isProxyAgain(node, facts))
    .map(node => setFilesAsideStep(node, facts.runId));
}

type Places = Pick<UndoFacts, 'runId' | 'places' | 'mounts'>;

/** The log of a member that is a file system of its own: its files have no folder that could be renamed. */
function stuckLog({name, walDir}: SpecNode, {places, mounts}: Places): string | undefined {
  const log = walDir === undefined ? undefined : places.get(name)?.at(-1);
  return log !== undefined && mounts.has(log) ? log : undefined;
}

function isMounted({name}: SpecNode, {places, mounts}: Places): boolean {
  return mounts.has(places.get(name)?.[0] ?? '');
}

/** What is renamed of members that joined; absolute paths without links. */
export function joinedDirs(facts: UndoFacts): {name: string; path: string}[] {
  return joinedMembers(facts).flatMap(node => {
    const [data, inner] = facts.places.get(node.name) ?? [];
    const log = node.walDir === undefined ? undefined : facts.places.get(node.name)?.at(-1);
    const paths = [
      isMounted(node, facts) ? inner : data,
      stuckLog(node, facts) === undefined ? log : undefined,
    ];
    return paths.flatMap(path => (path === undefined ? [] : [{name: node.name, path}]));
  });
}

interface WrittenDir {
  readonly kind: DirKind;
  /** As the spec names it. */
  readonly written: string;
}

/** How a directory of a member that joined is set aside; undefined for a log that stays. */
function joinedAside(facts: UndoFacts, {name}: SpecNode, {kind, written}: WrittenDir): Aside | undefined {
  const {places, mounts, folder, runId} = facts;
  const path = places.get(name)?.at(kind === 'data' ? 0 : -1);
  const sight =
    path === undefined
      ? undefined
      : {path, isMount: mounts.has(path), isLink: resolve(folder, written) !== path};
  return asideOf({kind, written, sight}, `undone-${runId}`);
}

/** Nothing of it stays in the way of who gets its name next. An abort brings all of it back. */
export function retireSteps(node: SpecNode, facts: UndoFacts): PlannedAction[] {
  const {name, walDir} = node;
  const {runId} = facts;
  const dirs: WrittenDir[] = [
    {kind: 'data', written: dataDirOf(node)},
    ...(walDir === undefined ? [] : [{kind: 'wal' as const, written: walDir}]),
  ];
  return [
    ...dirs.flatMap((dir): PlannedAction[] => {
      const input = joinedAside(facts, node, dir);
      return input === undefined ? [] : [setDirAsideStep(name, dir.kind, input)];
    }),
    ...(isProxyAgain(node, facts) ? [] : [setFilesAsideStep(node, runId)]),
  ];
}

export function joinedNotices(node: SpecNode, facts: UndoFacts): string[] {
  const {name} = node;
  const log = stuckLog(node, facts);
  const proxy = proxyOf(name, facts);
  const was =
    proxy === undefined
      ? `${name} joined after the restore, and the cluster that comes back does not know it: it leaves the spec, and its data is kept; etcdops member add ${name} would let it join that cluster`
      : `${name} was promoted after the restore, and is the ${proxy.role}${proxy.name === name ? '' : ` ${proxy.name}`} again; the data that it got as a member is kept`;
  return [
    was,
    ...(log === undefined
      ? []
      : [
          `the log of ${name} stays in ${log}, a file system of its own: empty it before a member has it again`,
        ]),
  ];
}
