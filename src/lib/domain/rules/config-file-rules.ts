import {posix} from 'node:path';

import {compareVersions} from '../etcd-version/version.js';
import type {ConfigFile, EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {configFile} from './example-files.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

/** What a reader says of one slip it says again of what follows. */
const MAX_PROBLEMS = 3;

function reportsOf(
  {configFile: file}: EtcdProcess,
  report: (file: ConfigFile) => readonly Report[],
): readonly Report[] {
  return file === undefined ? [] : report(file);
}

const unreadable: ProcessRule = {
  id: 'config-unreadable',
  severity: 'error',
  title: 'A config file that is no YAML',
  why: 'etcd reads nothing of the file and ends. Frequent reasons: a tab in front of a key, a colon and a space inside a value, a value that begins with `*`, `%` or `{`, a quote that is not closed.',
  etcd: 'refuses',
  bad: {files: configFile('client-transport-security:', '\tauto-tls: true')},
  good: {files: configFile('log-outputs:', '  - stderr')},
  check: process =>
    reportsOf(process, ({problems}) =>
      problems.slice(0, MAX_PROBLEMS).map(({message, place}) => ({
        place,
        message: `this is no YAML: ${printable(message, 200)}`,
        etcdSays: 'error converting YAML to JSON',
      })),
    ),
};

const notKeys: ProcessRule = {
  id: 'config-not-keys',
  severity: 'error',
  title: 'A config file that holds no keys',
  why: 'The file of etcd is a block of `key: value` lines. `key=value` is the form of an env file, and a list in front of the keys is none.',
  etcd: 'refuses',
  bad: {files: {'start.sh': 'etcd --config-file etcd.yaml\n', 'etcd.yaml': 'name=infra0\n'}},
  good: {files: {'start.sh': 'etcd --config-file etcd.yaml\n', 'etcd.yaml': 'name: infra0\n'}},
  check: process =>
    reportsOf(process, ({notKeys: place}) =>
      place === undefined
        ? []
        : [
            {
              place,
              message: 'the file is no block of keys, so that etcd cannot decode it',
              fix: 'write key: value, each on a line of its own',
              etcdSays: 'into Go value of type embed.configYAML',
            },
          ],
    ),
};

const emptyFile: ProcessRule = {
  id: 'config-empty',
  severity: 'warning',
  title: 'An empty config file',
  why: 'etcd starts with its defaults: a cluster of one member on localhost, with its data in `default.etcd` of the working directory.',
  etcd: 'accepts',
  bad: {files: {'start.sh': 'etcd --config-file etcd.yaml\n', 'etcd.yaml': '# to be written\n'}},
  good: {files: {'start.sh': 'etcd --config-file etcd.yaml\n', ...configFile()}},
  check: process =>
    reportsOf(process, ({isRead, path, place, empty, misshapen}) => {
      const says = process.values.size + empty.length + misshapen.length + process.ignored.length;
      if (!isRead || process.isIncomplete || says > 0) return [];
      return [
        {
          place,
          message: `${printable(path, 80)} says nothing: etcd runs with its defaults, as a cluster of its own on localhost`,
          fix: 'write at least name, data-dir, the URLs and initial-cluster',
        },
      ];
    }),
};

const furtherDocument: ProcessRule = {
  id: 'config-second-document',
  severity: 'error',
  title: 'A second document in a config file',
  why: 'etcd reads the file up to the first `---` behind a key and never looks at what follows.',
  etcd: 'accepts',
  bad: {files: configFile('---', 'election-timeout: 2000')},
  good: {files: configFile('election-timeout: 2000')},
  check: process =>
    reportsOf(process, ({furtherDocument: place}) =>
      place === undefined
        ? []
        : [
            {
              place,
              message: 'etcd never reads this: a second document begins here',
              fix: 'remove the line ---, or put the document into a file of its own',
            },
          ],
    ),
};

/** Where the folder is missing too, the file is most likely one of another machine. */
function belongsHere(process: EtcdProcess, path: string, facts: Cluster['facts']): boolean {
  return !posix.isAbsolute(path) || facts.file(process, posix.dirname(path))?.kind === 'folder';
}

const fileElsewhere: ProcessRule = {
  id: 'config-file-elsewhere',
  severity: 'info',
  title: 'A config file of another machine',
  why: 'The file that `--config-file` names is not on this machine, and neither is its folder. It decides everything, so nothing of this process was judged but its command line. A copy beside the unit or script is read in its place, where both are named or stand in the folder that is.',
  etcd: 'accepts',
  bad: {files: {'start.sh': 'etcd --config-file /srv/infra0/etcd.yaml\n'}},
  good: {files: {'start.sh': 'etcd --config-file ./etcd.yaml\n', ...configFile()}},
  check: (process, {facts}) =>
    reportsOf(process, ({isRead, isAbsent, path, place}) => {
      if (isRead || !isAbsent || belongsHere(process, path, facts)) return [];
      return [
        {
          place,
          message: `${shown(path, 100)} is not on this machine: what etcd reads in it was not judged`,
          fix: `put a copy of ${printable(posix.basename(path), 100)} beside this file, and name both`,
        },
      ];
    }),
};

const missingFile: ProcessRule = {
  id: 'config-file-missing',
  severity: 'error',
  title: 'A config file that is not there',
  why: 'etcd ends when it cannot open the file that `--config-file` or `ETCD_CONFIG_FILE` names. A relative path counts from the working directory of the process.',
  etcd: 'refuses',
  bad: {files: {'start.sh': 'etcd --config-file ./etcd.yaml\n'}},
  good: {files: {'start.sh': 'etcd --config-file ./etcd.yaml\n', ...configFile()}},
  check: (process, {facts}) =>
    reportsOf(process, ({isRead, isAbsent, path, place}) => {
      if (isRead) return [];
      if (facts.file(process, path)?.kind === 'folder') {
        const message = `${shown(path, 100)} is a folder, not a config file`;
        return [{place, message, etcdSays: `read ${printable(path, 200)}: is a directory`}];
      }
      if (!isAbsent || !belongsHere(process, path, facts)) return [];
      return [
        {
          place,
          message: `there is no file ${shown(path, 100)}`,
          fix: 'name the file where it is, from the working directory of etcd or with an absolute path',
          etcdSays: `open ${printable(path, 200)}: no such file or directory`,
        },
      ];
    }),
};

/** Booleans of 3.6 that etcd looks at a second time and takes for booleans unseen. */
function isReadTwice(name: string, featureGate: string | undefined): boolean {
  return featureGate !== undefined || name === 'experimental-snapshot-catchup-entries';
}

/** What a version makes of a key or block with nothing behind it, where it does not bear it. */
function emptySays(
  {name, setting, written}: ConfigFile['empty'][number],
  version: string,
): string | undefined {
  if (compareVersions(version, '3.6.0') < 0) return undefined;
  // Both are looked up in small letters only.
  if (written === 'peer-transport-security') return 'invalid peer-transport-security';
  if (written !== setting?.yamlPath && written !== setting?.name) return undefined;
  if (compareVersions(version, '3.7.0') >= 0 || !isReadTwice(name, setting.featureGate)) return undefined;
  return 'panic: interface conversion: interface {} is nil';
}

const missingValue: ProcessRule = {
  id: 'config-value-missing',
  severity: 'error',
  title: 'A key with nothing behind it that etcd 3.6 and later cannot bear',
  why: 'Most keys without a value count as not written. From 3.6 on an empty `peer-transport-security:` ends etcd, and 3.6 crashes at some empty `experimental-` keys. Often all lines of the block are comments.',
  etcd: 'refuses',
  bad: {version: '3.6.16', files: configFile('peer-transport-security:', '#  auto-tls: true')},
  good: {version: '3.6.16', files: configFile('#peer-transport-security:', '#  auto-tls: true')},
  check: process =>
    reportsOf(process, ({empty}) =>
      empty.flatMap(assignment => {
        const says = emptySays(assignment, process.version);
        if (says === undefined) return [];
        const {written, place} = assignment;
        const message = `${printable(written, 80)} has nothing behind it, and etcd ${process.version} ends`;
        return [{place, message, fix: 'remove the key, or write what belongs to it', etcdSays: says}];
      }),
    ),
};

/** Rules about a config file as a whole. */
export const CONFIG_FILE_RULES: readonly ProcessRule[] = [
  missingFile,
  fileElsewhere,
  unreadable,
  notKeys,
  emptyFile,
  furtherDocument,
  missingValue,
];
