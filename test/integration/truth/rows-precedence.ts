import {memberConfig, memberFlags, memberScript, memberVariables} from './member-files.js';
import type {TruthRow} from './truth-row.js';

/** Refused where it is read. */
const WRONG_CLUSTER = 'b=http://127.0.0.1:1';

/** Flags and variables beside each other. */
const FLAGS_AND_VARIABLES: readonly TruthRow[] = [
  {
    name: 'a variable beside the flag of the same setting',
    rules: ['variable-beside-flag'],
    files: place => ({'run.sh': `ETCD_NAME=b etcd ${memberFlags(place)}\n`}),
    verdict: 'refuses',
    says: /conflicting environment variable .*is shadowed by corresponding command-line flag/,
  },
  {
    name: 'a variable beside its flag with the same value',
    rules: ['variable-beside-flag'],
    files: place => ({'run.sh': `ETCD_NAME=a etcd ${memberFlags(place)}\n`}),
    verdict: 'refuses',
    says: /shadowed by corresponding command-line flag/,
  },
  {
    name: 'an empty variable beside its flag',
    rules: ['variable-beside-flag'],
    files: place => ({'run.sh': `ETCD_NAME= etcd ${memberFlags(place)}\n`}),
    verdict: 'refuses',
    says: /shadowed by corresponding command-line flag/,
  },
  {
    name: 'variables for what no flag says',
    rules: ['variable-beside-flag'],
    files: place => ({
      'run.sh': `ETCD_NAME=a ETCD_DATA_DIR=other etcd ${memberFlags(place, {name: null, 'data-dir': null})}\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'an empty variable of a setting that may not be empty',
    rules: ['value-number'],
    files: place => memberVariables(place, 'ETCD_QUOTA_BACKEND_BYTES=\nETCD_INITIAL_CLUSTER_STATE='),
    verdict: 'starts',
  },
  {
    name: 'an empty cluster as a variable',
    rules: ['initial-cluster-name'],
    files: place => memberVariables(place, '', {'initial-cluster': ''}),
    verdict: 'starts',
  },
  {
    name: 'an empty cluster as a flag',
    rules: ['initial-cluster-name'],
    files: place => memberScript(place, '', {'initial-cluster': "''"}),
    verdict: 'refuses',
  },
  {
    name: 'a variable that no setting has',
    rules: [],
    files: place => memberVariables(place, 'ETCD_PORT=tcp://10.0.0.1:2379\nETCD_DATADIR=x'),
    verdict: 'starts',
  },
  {
    name: 'a variable in lower case beside its flag',
    rules: [],
    files: place => ({'run.sh': `etcd_name=b etcd ${memberFlags(place)}\n`}),
    verdict: 'starts',
  },
  {
    name: 'a number with a unit in a variable',
    rules: ['value-number'],
    files: place => memberVariables(place, 'ETCD_QUOTA_BACKEND_BYTES=8GB'),
    verdict: 'refuses',
    says: /invalid value "8GB" for ETCD_QUOTA_BACKEND_BYTES: parse error/,
  },
  {
    name: 'a variable that stands twice, wrong and then right',
    rules: ['initial-cluster-name'],
    files: place => memberVariables(place, '', {name: 'b\nETCD_NAME=a'}),
    verdict: 'starts',
  },
  {
    name: 'a variable that stands twice, right and then wrong',
    rules: ['initial-cluster-name'],
    files: place => memberVariables(place, 'ETCD_NAME=b'),
    verdict: 'refuses',
    says: /couldn't find local name "b"/,
  },
  {
    name: 'settings that only some lines have, as variables',
    rules: [],
    files: place =>
      memberVariables(place, 'ETCD_ENABLE_V2=true\nETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL=1m'),
    verdict: 'starts',
  },
];

/** A config file and what stands beside it. */
const BESIDE_A_FILE: readonly TruthRow[] = [
  {
    name: 'flags beside a config file, which alone counts',
    rules: ['initial-cluster-name'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': `etcd --name b --initial-cluster ${WRONG_CLUSTER} --config-file etcd.yaml\n`,
    }),
    verdict: 'starts',
  },
  {
    name: 'a wrong config file beside right flags',
    rules: ['initial-cluster-name'],
    files: place => ({
      ...memberConfig(place, '', {'initial-cluster': WRONG_CLUSTER}),
      'run.sh': `etcd ${memberFlags(place)} --config-file=etcd.yaml\n`,
    }),
    verdict: 'refuses',
    says: /couldn't find local name "a"/,
  },
  {
    name: 'a setting as flag and variable, both beside a config file',
    rules: ['variable-beside-flag'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': 'ETCD_NAME=b etcd --name c --config-file etcd.yaml\n',
    }),
    verdict: 'starts',
  },
  {
    name: 'a wrong variable beside a config file',
    rules: ['value-number', 'value-boolean'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': 'ETCD_QUOTA_BACKEND_BYTES=8GB ETCD_PRE_VOTE=on etcd --config-file etcd.yaml\n',
    }),
    verdict: 'starts',
  },
  {
    name: 'an unknown flag beside a config file',
    rules: ['flag-unknown'],
    files: place => ({...memberConfig(place), 'run.sh': 'etcd --config-file etcd.yaml --data-directory x\n'}),
    verdict: 'refuses',
    says: /flag provided but not defined: -data-directory/,
  },
  {
    name: 'a flag of a wrong type beside a config file',
    rules: ['value-number'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': 'etcd --config-file etcd.yaml --quota-backend-bytes=8GB\n',
    }),
    verdict: 'refuses',
    says: /invalid value "8GB" for flag -quota-backend-bytes: parse error/,
  },
  {
    name: 'a URL without a port beside a config file',
    rules: ['url-no-port'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': 'etcd --config-file etcd.yaml --listen-client-urls=http://127.0.0.1\n',
    }),
    verdict: 'refuses',
    says: /invalid value "http:\/\/127.0.0.1" for flag -listen-client-urls/,
  },
  {
    name: 'flags beside a config file that are wrong only together',
    rules: ['election-timeout-short'],
    files: place => ({
      ...memberConfig(place),
      'run.sh': 'etcd --config-file etcd.yaml --heartbeat-interval=100 --election-timeout=200\n',
    }),
    verdict: 'starts',
  },
  {
    name: 'a word that is no flag beside a config file',
    rules: ['argument-stray'],
    files: place => ({...memberConfig(place), 'run.sh': 'etcd --config-file etcd.yaml start\n'}),
    verdict: 'refuses',
    says: /['"]start['"] is not a valid flag/,
  },
  {
    name: 'a config file named by a variable',
    rules: ['config-file-missing'],
    files: place => ({...memberConfig(place), 'run.sh': 'ETCD_CONFIG_FILE=etcd.yaml etcd --name b\n'}),
    verdict: 'starts',
  },
  {
    name: 'a config file named by a flag and another one by a variable',
    rules: ['initial-cluster-name'],
    files: place => ({
      ...memberConfig(place),
      'other.yaml': 'initial-cluster: b=http://127.0.0.1:1\n',
      'run.sh': 'ETCD_CONFIG_FILE=other.yaml etcd --config-file etcd.yaml\n',
    }),
    verdict: 'starts',
  },
  {
    name: 'an empty name of a config file',
    rules: ['config-file-missing'],
    files: place => memberScript(place, "--config-file ''"),
    verdict: 'starts',
  },
  {
    name: 'a config file that is not there',
    rules: ['config-file-missing'],
    files: place => memberScript(place, '--config-file nosuch.yaml'),
    verdict: 'refuses',
    says: /open nosuch.yaml: no such file or directory/,
  },
  {
    name: 'a config file of a variable that is not there',
    rules: ['config-file-missing'],
    files: place => memberVariables(place, 'ETCD_CONFIG_FILE=nosuch.yaml'),
    verdict: 'refuses',
    says: /open nosuch.yaml: no such file or directory/,
  },
];

export const PRECEDENCE_ROWS: readonly TruthRow[] = [...FLAGS_AND_VARIABLES, ...BESIDE_A_FILE];
