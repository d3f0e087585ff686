import {adviceOf, type SpecFinding} from '../../findings/finding.js';
import {specFindings} from '../../findings/spec-rules.js';
import {parseSpec} from '../../spec/parse-spec.js';
import type {ClusterSpec, SpecNode} from '../../spec/schema.js';
import {SPEC_SCHEMA_VERSION, type SettingValue} from '../../spec/vocabulary.js';
import {printable} from '../../text/printable.js';
import type {Lost, Remarks} from '../conversion.js';
import {flagTextOf} from '../setting-value.js';
import {
  binDirOf,
  bootstrapOf,
  clusterNameOf,
  formatsOf,
  missingMembers,
  mostCommon,
  tokenOf,
} from './cluster-of-spec.js';
import {compareWithSpec} from './compare-with-spec.js';
import {placeNode, type Candidate} from './place-node.js';
import {splitSettings} from './spec-settings.js';
import {tlsOf} from './tls-of-spec.js';

export type SpecResult =
  | ({readonly spec: ClusterSpec} & Remarks)
  /** Why no valid spec comes of it, one line each. */
  | {readonly refused: readonly {readonly message: string; readonly fix?: string}[]};

type Settings = Readonly<Record<string, SettingValue>>;

function withSettings<T extends object>(owner: T, settings: Settings): T {
  return Object.keys(settings).length === 0 ? owner : {...owner, settings};
}

/** With the settings of the cluster before the nodes, as somebody would write it. */
function assembled({nodes, ...head}: ClusterSpec, shared: Settings): ClusterSpec {
  return {...withSettings(head, shared), nodes};
}

function baseSpec(
  candidates: readonly Candidate[],
  nodes: readonly SpecNode[],
  tls: ClusterSpec['tls'],
): ClusterSpec {
  const processes = candidates.map(({process}) => process);
  const members = processes.filter(({role}) => role === 'member');
  const token = tokenOf(members);
  const binDir = binDirOf(candidates);
  return {
    schemaVersion: SPEC_SCHEMA_VERSION,
    cluster: clusterNameOf(token),
    token,
    etcd: {
      version: mostCommon(processes.map(({version}) => version)) ?? '',
      ...(binDir === undefined ? {} : {binDir}),
    },
    bootstrap: bootstrapOf(members),
    tls,
    formats: formatsOf(processes),
    nodes: [...nodes],
  };
}

function withTls(node: SpecNode, tls: SpecNode['tls']): SpecNode {
  return tls === undefined ? node : {...node, tls};
}

function refusals(candidates: readonly Candidate[]): {message: string; fix?: string}[] {
  const members = candidates.map(({process}) => process).filter(({role}) => role === 'member');
  if (members.length === 0) return [{message: 'no input describes a member, and a spec needs one at least'}];
  return [...missingMembers(members)].map(([name, by]) => ({
    message: `initial-cluster of ${printable(by)} names ${printable(name)}, which no input describes`,
    fix: `name the file of ${printable(name)} too; if it has left the cluster, take it out of initial-cluster`,
  }));
}

/** Settings that etcdops cannot write into a config file of its own. */
function isAboutSetting({path, severity}: SpecFinding): boolean {
  return severity === 'error' && path.at(-2) === 'settings';
}

function drop(settings: Settings | undefined, name: string): Settings {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([key]) => key !== name));
}

/** Without one setting of the cluster, or of a node where an index is given. */
function withoutSetting(spec: ClusterSpec, name: string, index: number | undefined): ClusterSpec {
  if (index === undefined) {
    const {settings, ...rest} = spec;
    return assembled(rest, drop(settings, name));
  }
  const nodes = spec.nodes.map((node, at) => {
    if (at !== index) return node;
    const {settings, ...rest} = node;
    return withSettings(rest, drop(settings, name));
  });
  return {...spec, nodes};
}

/** Takes out what the rules of the spec refuse among the settings, and says why. */
function pruneSettings(
  spec: ClusterSpec,
  candidates: readonly Candidate[],
): {spec: ClusterSpec; lost: Lost[]} {
  const lost: Lost[] = [];
  let pruned = spec;
  for (const {path, message, fix} of specFindings(spec).filter(isAboutSetting)) {
    const setting = String(path.at(-1));
    const index = path[0] === 'nodes' ? Number(path[1]) : undefined;
    const of =
      index === undefined ? candidates.filter(({source}) => source.role === 'member') : [candidates[index]!];
    const why = fix === undefined || fix === 'remove the line' ? message : `${message}: ${fix}`;
    for (const {source} of of) {
      const value = printable(flagTextOf(source.settings.get(setting) ?? ''));
      lost.push({member: source.member, setting, value, why});
    }
    pruned = withoutSetting(pruned, setting, index);
  }
  return {spec: pruned, lost};
}

/** Every process has its version; the spec one for all. */
function otherVersions(candidates: readonly Candidate[], {etcd}: ClusterSpec): Lost[] {
  return candidates
    .filter(({process}) => process.version !== etcd.version)
    .map(({process, source}) => ({
      member: source.member,
      setting: 'version',
      value: process.version,
      why: `the spec has one version for all: ${etcd.version}`,
    }));
}

function problemLines(findings: readonly SpecFinding[]): {message: string; fix?: string}[] {
  return findings.map(({message, fix}) => (fix === undefined ? {message} : {message, fix}));
}

/**
 * The processes as one spec. What it cannot say is told value by value: the settings that it would give to each
 * process are compared with those that the process has.
 * @param specFolder absolute: relative paths of the spec count from there
 */
export function toSpec(candidates: readonly Candidate[], specFolder: string): SpecResult {
  const refused = refusals(candidates);
  if (refused.length > 0) return {refused};
  const placed = candidates.map(candidate => placeNode(candidate, specFolder));
  const {tls, own: ownTls} = tlsOf(
    candidates,
    placed.map(({node}) => node),
    specFolder,
  );
  const base = baseSpec(
    candidates,
    placed.map(({node}) => withTls(node, ownTls.get(node.name))),
    tls,
  );
  const {shared, own, lost: unwritable} = splitSettings(candidates, base);
  const nodes = base.nodes.map(node => withSettings(node, own.get(node.name) ?? {}));
  const full = assembled({...base, nodes}, shared);
  const shape = parseSpec(full);
  if (!('spec' in shape)) return {refused: problemLines(shape.findings)};
  const {spec, lost: pruned} = pruneSettings(full, candidates);
  const findings = specFindings(spec);
  const errors = findings.filter(({severity}) => severity === 'error');
  if (errors.length > 0) return {refused: problemLines(errors)};
  const known = [...unwritable, ...pruned];
  const compared = candidates.map(candidate => compareWithSpec(candidate, spec, known));
  return {
    spec,
    lost: [...otherVersions(candidates, spec), ...known, ...compared.flatMap(({lost}) => lost)],
    notes: [
      ...placed.flatMap(({notes}) => notes),
      ...compared.flatMap(({notes}) => notes),
      ...findings.map(finding => ({message: adviceOf(finding)})),
    ],
  };
}
