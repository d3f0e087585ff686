import {
  choicesOf,
  findSetting,
  nearestSettingName,
  settingExists,
  yamlPathOf,
} from '../etcd-settings/lookup.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import {nearestFlag, settingOf} from '../process/role-settings.js';
import type {ClusterSpec} from '../spec/schema.js';
import type {SettingValue} from '../spec/vocabulary.js';
import {parseGoDuration} from '../text/go-duration.js';
import {printable} from '../text/printable.js';
import type {SpecFinding, SpecPath} from './finding.js';

/** Gateways and gRPC proxies take flags of their own, from no file. */
type FlagRole = 'gateway' | 'grpc-proxy';

interface Place {
  readonly version: string;
  readonly path: SpecPath;
  readonly member?: string;
  readonly role?: FlagRole;
}

type Problem = Pick<SpecFinding, 'rule' | 'message'> & {readonly fix?: string | undefined};

function unknownProblem(name: string, version: string, role?: FlagRole): Problem {
  const near = role === undefined ? nearestSettingName(name, version) : nearestFlag(role, name, version);
  return {
    rule: 'setting-unknown',
    message: `${role === undefined ? 'etcd' : `etcd ${role}`} has no setting "${printable(name)}"`,
    fix: near === undefined ? undefined : `did you mean "${near}"?`,
  };
}

function absentProblem(setting: EtcdSetting, version: string): Problem {
  const {name, replacedBy, removedReason, ranges} = setting;
  const has = ranges.map(({since, until}) =>
    until === undefined ? `${since} and later` : `${since} to before ${until}`,
  );
  return {
    rule: 'setting-not-in-version',
    message: `etcd ${version} has no setting "${name}"; it is in ${has.join(', ')}`,
    fix: replacedBy === undefined ? removedReason : `use ${replacedBy}`,
  };
}

function numberProblem({min, max}: EtcdSetting, text: string): string | undefined {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number)) return 'a whole number';
  if (min !== undefined && number < min) return `${min} or more`;
  return max !== undefined && number > max ? `${max} or less` : undefined;
}

function durationProblem({min, max}: EtcdSetting, text: string): string | undefined {
  const nanoseconds = /^\d+$/.test(text) ? Number(text) : parseGoDuration(text);
  if (nanoseconds === undefined) return 'a duration such as 500ms, 20s or 1h30m';
  if (min !== undefined && nanoseconds < min) return `${min} ns or more`;
  return max !== undefined && nanoseconds > max ? `${max} ns or less` : undefined;
}

/** What a value would have to be, in words; undefined where it fits the type of its setting. */
function wantedInstead(setting: EtcdSetting, text: string, version: string): string | undefined {
  if (setting.type === 'number') return numberProblem(setting, text);
  if (setting.type === 'duration') return durationProblem(setting, text);
  const choices = setting.type === 'boolean' ? ['true', 'false'] : choicesOf(setting, version);
  return choices === undefined || choices.includes(text) ? undefined : choices.join(' or ');
}

function typeProblem(setting: EtcdSetting, value: SettingValue, version: string): string | undefined {
  const wanted = wantedInstead(setting, Array.isArray(value) ? value.join(',') : String(value), version);
  return wanted === undefined
    ? undefined
    : `is ${printable(JSON.stringify(value), 60)}, but must be ${wanted}`;
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

function flagProblem(
  name: string,
  value: SettingValue,
  {role, version}: {role: FlagRole; version: string},
): Problem | undefined {
  const setting = settingOf(role, name);
  if (setting === undefined) return unknownProblem(name, version, role);
  if (!settingExists(setting, version)) return absentProblem(setting, version);
  const message = typeProblem(setting, value, version);
  return message === undefined ? undefined : {rule: 'setting-value', message: `${name} ${message}`};
}

function judge(settings: Readonly<Record<string, SettingValue>> | undefined, place: Place): SpecFinding[] {
  return Object.entries(settings ?? {}).flatMap(([name, value]): SpecFinding[] => {
    const {role, version} = place;
    const problem =
      role === undefined ? settingProblem(name, value, version) : flagProblem(name, value, {role, version});
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
  const ofNodes = spec.nodes.flatMap(({role, name, settings}, index) =>
    judge(settings, {
      version,
      path: ['nodes', index, 'settings'],
      member: name,
      ...(role === 'gateway' || role === 'grpc-proxy' ? {role} : {}),
    }),
  );
  return [...judge(spec.settings, {version, path: ['settings']}), ...ofNodes];
}
