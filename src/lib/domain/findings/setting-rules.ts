import {choicesOf, findSetting, nearestSettingName, settingExists, yamlPathOf} from '../etcd-settings/lookup.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {ClusterSpec, SettingValue} from '../spec/schema.js';
import {parseGoDuration} from '../text/go-duration.js';
import {printable} from '../text/printable.js';
import type {SpecFinding, SpecPath} from './finding.js';

interface Place {
  readonly version: string;
  readonly path: SpecPath;
  readonly member?: string;
}

type Problem = Pick<SpecFinding, 'rule' | 'message'> & {readonly fix?: string | undefined};

function unknownProblem(name: string, version: string): Problem {
  const near = nearestSettingName(name, version);
  return {
    rule: 'setting-unknown',
    message: `etcd has no setting "${printable(name)}"`,
    fix: near === undefined ? undefined : `did you mean "${near}"?`,
  };
}

function absentProblem(setting: EtcdSetting, version: string): Problem {
  const {name, replacedBy, removedReason, ranges} = setting;
  const has = ranges.map(({since, until}) => (until === undefined ? `${since} and later` : `${since} to before ${until}`));
  return {
    rule: 'setting-not-in-version',
    message: `etcd ${version} has no setting "${name}"; it is in ${has.join(', ')}`,
    fix: replacedBy === undefined ? removedReason : `use ${replacedBy}`,
  };
}

/** Why a value does not fit the type of its setting, in words; undefined where it does. */
function typeProblem(setting: EtcdSetting, value: SettingValue, version: string): string | undefined {
  const {type, min, max} = setting;
  const choices = choicesOf(setting, version);
  const text = Array.isArray(value) ? value.join(',') : String(value);
  const shown = printable(JSON.stringify(value), 60);
  if (type === 'boolean' && text !== 'true' && text !== 'false') return `is ${shown}, but must be true or false`;
  if (type === 'number') {
    const number = Number(text);
    if (!Number.isSafeInteger(number) || text.trim() === '') return `is ${shown}, but must be a whole number`;
    if (min !== undefined && number < min) return `is ${shown}, but must be ${min} or more`;
    if (max !== undefined && number > max) return `is ${shown}, but must be ${max} or less`;
  }
  if (type === 'duration' && typeof value !== 'number' && parseGoDuration(text) === undefined) {
    return `is ${shown}, but must be a duration such as 500ms, 20s or 1h30m`;
  }
  if (choices !== undefined && !choices.includes(text)) return `is ${shown}, but must be ${choices.join(' or ')}`;
  return undefined;
}

function settingProblem(name: string, value: SettingValue, version: string): Problem | undefined {
  const setting = findSetting(name);
  if (setting === undefined) return unknownProblem(name, version);
  if (setting.managed !== undefined) {
    return {
      rule: 'setting-managed',
      message: `"${name}" follows from the rest of the spec and cannot be set here`,
      fix: `see ${setting.managed}`,
    };
  }
  if (!settingExists(setting, version)) return absentProblem(setting, version);
  if (yamlPathOf(setting, version) === null) {
    return {
      rule: 'setting-not-in-file',
      message: `etcd ${version} takes "${name}" as a flag only, and etcdops runs members from a config file`,
      fix: 'remove the line',
    };
  }
  if (name === 'enable-grpc-gateway' && String(value) === 'false') {
    return {
      rule: 'setting-needed',
      message: 'etcdops reads the state of members through the JSON gateway',
      fix: 'remove the line',
    };
  }
  const message = typeProblem(setting, value, version);
  return message === undefined ? undefined : {rule: 'setting-value', message: `${name} ${message}`};
}

function judge(settings: Readonly<Record<string, SettingValue>> | undefined, place: Place): SpecFinding[] {
  return Object.entries(settings ?? {}).flatMap(([name, value]): SpecFinding[] => {
    const problem = settingProblem(name, value, place.version);
    if (problem === undefined) return [];
    const {rule, message, fix} = problem;
    return [
      {
        rule,
        severity: 'error',
        path: [...place.path, name],
        message,
        ...(fix === undefined ? {} : {fix}),
        ...(place.member === undefined ? {} : {member: place.member}),
      },
    ];
  });
}

/** The settings of the spec against the settings that its version of etcd has. */
export function settingFindings(spec: ClusterSpec): SpecFinding[] {
  const {version} = spec.etcd;
  const ofNodes = spec.nodes.flatMap((node, index) =>
    // Gateways and gRPC proxies take flags of their own, which are no settings of the server.
    node.role === 'gateway' || node.role === 'grpc-proxy'
      ? []
      : judge(node.settings, {version, path: ['nodes', index, 'settings'], member: node.name}),
  );
  return [...judge(spec.settings, {version, path: ['settings']}), ...ofNodes];
}
