import {blockTypeOf, configTypeOf, takesAnyScalar, type ConfigType} from '../etcd-settings/config-types.js';
import type {EtcdSetting} from '../etcd-settings/types.js';
import type {TreeNode} from '../inputs/tree.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {keysWithoutFlag} from '../process/keys-without-flag.js';
import {printable} from '../text/printable.js';
import {jsonName, seenScalar, seenValue, unfittingPart} from './config-value-shape.js';
import {configFile} from './example-files.js';
import {meantInFile} from './meant-value.js';
import type {ProcessRule, Report} from './rule.js';

const KINDS: Readonly<Record<ConfigType['wants'], string>> = {
  text: 'a text',
  list: 'a list',
  number: 'a number without quotes',
  nanoseconds: 'a number of nanoseconds without a unit',
  boolean: 'true or false without quotes',
};

/** What a number that is one must be beside. */
function boundsOf(goType: string): string {
  if (goType === 'uint32') return 'a whole number from 0 to 4294967295';
  return goType.startsWith('uint') ? 'a whole number, 0 or more' : 'a whole number of 64 bits';
}

function unmarshalSays(json: string, field: string, goType: string): string {
  return `json: cannot unmarshal ${json} into Go struct field ${field} of type ${goType}`;
}

interface WrongType {
  readonly assignment: Assignment;
  /** Missing where no flag has it. */
  readonly setting?: EtcdSetting;
  readonly type: ConfigType;
}

/** A wrong item of a list. */
function reportItem({assignment, type}: WrongType, item: TreeNode): Report {
  const {json, text} = seenValue(item);
  return {
    place: item.place,
    message: `${printable(assignment.written, 80)} has ${text} in its list, but must have texts`,
    ...(item.kind === 'scalar' ? {fix: `write ${printable(JSON.stringify(item.text), 80)}`} : {}),
    etcdSays: unmarshalSays(json, type.field, 'string'),
  };
}

function reportValue({assignment, setting, type}: WrongType, node: TreeNode): Report {
  const {written, place} = assignment;
  const {wants, field, goType} = type;
  const value = setting === undefined ? undefined : meantInFile(node, wants, setting);
  const json = jsonName(node, wants);
  const isMisfit = node.kind === 'scalar' && typeof node.value === 'number' && /^(?:u?int|time)/.test(goType);
  const key = written.slice(written.lastIndexOf('.') + 1);
  return {
    place,
    message: `${printable(written, 80)} is ${seenValue(node).text}, but must be ${isMisfit ? boundsOf(goType) : KINDS[wants]}`,
    ...(value === undefined ? {} : {fix: `write ${printable(`${key}: ${value}`, 160)}`}),
    ...(json === undefined ? {} : {etcdSays: unmarshalSays(json, field, goType)}),
  };
}

function reportType(assignment: Assignment, setting: EtcdSetting, version: string): Report[] {
  const {node} = assignment;
  const type = configTypeOf(setting, version);
  if (type === undefined || node === undefined) return [];
  if (node.kind === 'scalar' && takesAnyScalar(setting)) return [];
  const wrong = unfittingPart(node, type);
  if (wrong === undefined) return [];
  const found = {assignment, setting, type};
  return [wrong === node ? reportValue(found, wrong) : reportItem(found, wrong)];
}

function reportBlock({written, node, place}: Assignment, version: string): Report[] {
  const type = blockTypeOf(written.toLowerCase(), version);
  if (type === undefined || node === undefined) return [];
  const {json, text} = seenValue(node);
  return [
    {
      place,
      message: `${printable(written, 80)} is ${text}, but must be a block of keys`,
      fix: 'write its keys below it, each on a line of its own and indented',
      etcdSays: unmarshalSays(json, type.field, type.goType),
    },
  ];
}

function valuesOfFile({
  values,
  configFile: file,
}: EtcdProcess): {assignment: Assignment; setting: EtcdSetting | undefined}[] {
  const decoded = [...values.values()].filter(({via}) => via === 'config-file');
  const all = [...decoded, ...(file?.misshapen ?? [])];
  return all.map(assignment => ({assignment, setting: assignment.setting}));
}

const configType: ProcessRule = {
  id: 'config-type',
  severity: 'error',
  title: 'A value of the wrong type in a config file',
  why: 'etcd decodes its file strictly: a number in quotes is no number, a duration is a bare number of nanoseconds, URLs are one text with commas, cipher suites and log outputs are lists, and what looks like a number but is a text to etcd needs quotes.',
  etcd: 'refuses',
  bad: {files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: 1')},
  good: {files: configFile('auto-compaction-mode: periodic', 'auto-compaction-retention: "1"')},
  check: process =>
    [...valuesOfFile(process), ...keysWithoutFlag(process)].flatMap(({assignment, setting}) =>
      setting === undefined
        ? reportBlock(assignment, process.version)
        : reportType(assignment, setting, process.version),
    ),
};

const unquotedWord: ProcessRule = {
  id: 'config-word-unquoted',
  severity: 'error',
  title: '`on` or `off` without quotes in a config file',
  why: 'To YAML 1.1 `on`, `off`, `yes` and `no` are booleans. etcd then sees `true` or `false`, which are no modes of a proxy.',
  etcd: 'refuses',
  bad: {version: '3.5.35', files: configFile('proxy: off')},
  good: {version: '3.5.35', files: configFile("proxy: 'off'")},
  check: ({values}) =>
    ['proxy', 'discovery-fallback'].flatMap((name): Report[] => {
      const node = values.get(name)?.node;
      if (node?.kind !== 'scalar' || typeof node.value === 'string') return [];
      const flag = name === 'proxy' ? 'proxyFlag' : 'discovery-fallback flag';
      return [
        {
          place: node.place,
          message: `${name} is ${seenScalar(node).text}: to YAML this is no text`,
          fix: `write ${name}: '${printable(node.text, 40)}'`,
          etcdSays: `unexpected error setting up ${flag}: invalid value`,
        },
      ];
    }),
};

/** Rules about the types of values in a config file. */
export const CONFIG_TYPE_RULES: readonly ProcessRule[] = [configType, unquotedWord];
