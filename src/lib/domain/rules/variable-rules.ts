import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isGoBoolean} from '../process/go-boolean.js';
import {nearestFlag} from '../process/role-settings.js';
import {goQuoted} from '../text/go-quote.js';
import {printable} from '../text/printable.js';
import {ignoredFor} from './assignments.js';
import {isDroppedRole} from './dropped-rules.js';
import {envFile} from './example-files.js';
import {ownerOfVariable} from './foreign-variables.js';
import {removalOf, replacementOf} from './replacement.js';
import type {ProcessRule} from './rule.js';
import {isUnreadDiscovery} from './unread-discovery.js';
import {lineLike, shown, versionsWith} from './wording.js';

/** Short ones stand in a word by chance. */
const TELLING = 4;

/** The command line fills it into a flag, as `--initial-cluster $ETCD_CLUSTER` does: it is not meant for etcd itself. */
function isForCommand({values, launch}: EtcdProcess, {written, value}: Assignment): boolean {
  // All flags in one, as in `ExecStart=/usr/bin/etcd $ETCD_OPTS`.
  if (value.startsWith('-') && launch.argv.some(({text}) => text.startsWith('-') && value.includes(text)))
    return true;
  const references = ['$', '${', '$('].map(opening => `${opening}${written}`);
  return [...values.values()].some(
    flag =>
      flag.via === 'flag' &&
      (flag.value === value ||
        (value.length >= TELLING && flag.value.includes(value)) ||
        references.some(reference => flag.value.includes(reference))),
  );
}

/** Variables of this process that etcd does not know in any version. */
function strangeVariables(process: EtcdProcess): Assignment[] {
  return ignoredFor(process, 'unknown-variable').filter(
    variable => variable.setting === undefined && !isForCommand(process, variable),
  );
}

function prefixOf({role}: EtcdProcess): string {
  return role === 'etcdctl' ? 'ETCDCTL' : 'ETCD';
}

/** The variable that was most likely meant. */
function nearestVariable(process: EtcdProcess, name: string): string | undefined {
  if (ownerOfVariable(name) !== undefined) return undefined;
  const prefix = prefixOf(process);
  const flag = nearestFlag(process.role, name.slice(prefix.length + 1), process.version);
  return flag === undefined ? undefined : `${prefix}_${flag.toUpperCase().replaceAll('-', '_')}`;
}

const misspeltVariable: ProcessRule = {
  id: 'variable-misspelt',
  severity: 'warning',
  title: 'A variable that is nearly one of etcd',
  why: 'etcd logs a warning (`unrecognized environment variable`) and starts without the setting.',
  etcd: 'accepts',
  bad: {files: envFile('ETCD_LISTEN_CLIENT_URL=http://10.0.1.10:2379')},
  good: {
    files: envFile(
      'ETCD_LISTEN_CLIENT_URLS=http://10.0.1.10:2379',
      'ETCD_ADVERTISE_CLIENT_URLS=http://10.0.1.10:2379',
    ),
  },
  check: process =>
    strangeVariables(process).flatMap(({written, place}) => {
      const near = nearestVariable(process, written);
      if (near === undefined) return [];
      return [
        {
          place,
          message: `etcd has no variable ${printable(written, 60)} and starts without it`,
          fix: `did you mean ${near}?`,
        },
      ];
    }),
};

const unknownVariable: ProcessRule = {
  id: 'variable-unknown',
  severity: 'warning',
  title: 'A variable that begins with ETCD_ and belongs to no flag',
  why: 'Each flag has one variable: `ETCD_` and its name in capitals, with underscores. etcd logs a warning at any other and drops it.',
  etcd: 'accepts',
  bad: {files: envFile('ETCD_BACKUP_PLACE=/srv/backup')},
  good: {files: envFile('BACKUP_PLACE=/srv/backup')},
  check: process =>
    strangeVariables(process)
      .filter(
        ({written}) =>
          ownerOfVariable(written) === undefined && nearestVariable(process, written) === undefined,
      )
      .map(({written, place}) => ({
        place,
        message: `etcd has no variable ${printable(written, 60)}; it warns at each start and drops it`,
        fix: `remove it, or give it a name that does not begin with ${prefixOf(process)}_`,
      })),
};

const foreignVariable: ProcessRule = {
  id: 'variable-foreign',
  severity: 'info',
  title: 'A variable of Kubernetes or of an image that looks like one of etcd',
  why: 'Kubernetes gives every pod variables such as `ETCD_PORT` for a service named etcd, and start scripts of images have variables of their own. etcd warns and drops them, which does no harm.',
  etcd: 'accepts',
  bad: {files: envFile('ETCD_SERVICE_HOST=10.96.0.12')},
  good: {files: envFile('ETCD_ELECTION_TIMEOUT=1000')},
  check: process =>
    strangeVariables(process).flatMap(({written, place}) => {
      const owner = ownerOfVariable(written);
      return owner === undefined
        ? []
        : [{place, message: `${written} means nothing to etcd, which warns at each start: ${owner}`}];
    }),
};

const variableOfAnotherVersion: ProcessRule = {
  id: 'variable-not-in-version',
  severity: 'warning',
  title: 'A variable of a flag that this version of etcd does not have',
  why: 'A flag that is gone ends etcd; its variable is only warned about, and etcd starts without the setting.',
  etcd: 'accepts',
  bad: {version: '3.7.3', files: envFile('ETCD_EXPERIMENTAL_CORRUPT_CHECK_TIME=1h')},
  good: {version: '3.7.3', files: envFile('ETCD_CORRUPT_CHECK_TIME=1h')},
  check: process =>
    ignoredFor(process, 'unknown-variable').flatMap(assignment => {
      const {setting, written, value, place} = assignment;
      if (setting === undefined || isDroppedRole(process, setting, value)) return [];
      if (isUnreadDiscovery(process, assignment)) return [];
      const replacement = replacementOf(setting, value, process.version);
      const line =
        replacement?.value === undefined
          ? undefined
          : lineLike(assignment, {name: replacement.name, value: replacement.value}, process);
      return [
        {
          place,
          message: `etcd ${process.version} has no variable ${written} and starts without it; --${setting.name} is in ${versionsWith(setting)}`,
          fix: line === undefined ? removalOf(setting, process.version) : `write ${line}`,
        },
      ];
    }),
};

const variableWithoutReader: ProcessRule = {
  id: 'variable-not-read',
  severity: 'error',
  title: 'Variables for a gateway or gRPC proxy',
  why: '`etcd gateway` and `etcd grpc-proxy` take flags only. They start without the setting and say nothing.',
  etcd: 'accepts',
  bad: {
    files: {
      'start.sh': 'export ETCD_LISTEN_ADDR=0.0.0.0:2379\netcd gateway start --endpoints 10.0.1.10:2379\n',
    },
  },
  good: {
    files: {'start.sh': 'etcd gateway start --endpoints 10.0.1.10:2379 --listen-addr 127.0.0.1:23790\n'},
  },
  // Without a flag of that name it is a variable of somebody else: of the machine, of Kubernetes.
  check: process =>
    ignoredFor(process, 'not-read-by-role').flatMap(({written, value, setting, place}) =>
      setting === undefined || value === ''
        ? []
        : [
            {
              place,
              message: `${written} has no effect: a ${process.role === 'gateway' ? 'gateway' : 'gRPC proxy'} reads no variables`,
              fix: `write --${setting.name}=${printable(value, 100)}`,
            },
          ],
    ),
};

const versionVariable: ProcessRule = {
  id: 'variable-version',
  severity: 'error',
  title: 'ETCD_VERSION beside etcd 3.4',
  why: '3.4 takes the variable for its switch `--version` and ends where it is no boolean. Later versions set it aside. Files often have it for the tag of an image.',
  etcd: 'refuses',
  bad: {version: '3.4.45', files: envFile('ETCD_VERSION=v3.4.45')},
  good: {version: '3.4.45', files: envFile('IMAGE_TAG=v3.4.45')},
  check: ({role, version, configured, launch}) => {
    const variable = launch.environment.findLast(({name}) => name === 'ETCD_VERSION');
    const isRead = (role === 'member' || role === 'v2-proxy') && configured === 'flags';
    if (!isRead || compareVersions(version, '3.5.0') >= 0 || variable === undefined) return [];
    const {value, place, unresolved} = variable;
    if (unresolved || value === '' || isGoBoolean(value)) return [];
    return [
      {
        place,
        message: `etcd ${version} takes ETCD_VERSION for its switch --version, and ${shown(value)} is no boolean`,
        fix: 'give the variable another name',
        etcdSays: `invalid value ${printable(goQuoted(value), 200)} for ETCD_VERSION: parse error`,
      },
    ];
  },
};

/** Rules about variables that etcd does not read as somebody meant them. */
export const VARIABLE_RULES: readonly ProcessRule[] = [
  misspeltVariable,
  unknownVariable,
  foreignVariable,
  variableOfAnotherVersion,
  variableWithoutReader,
  versionVariable,
];
