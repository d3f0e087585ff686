import type {RuleExample, RuleInfo} from '../rules/rule.js';

function unit(...lines: readonly string[]): RuleExample {
  return {files: {'etcd.service': `[Service]\n${lines.join('\n')}\n`}};
}

/** What systemd makes of a unit of etcd, whatever etcd would say to the rest. */
type Slip = Omit<RuleInfo, 'etcd'>;

/** etcd itself never gets to see what is wrong here. */
function slip(info: Slip): RuleInfo {
  return {...info, etcd: 'unseen'};
}

export const NO_EXEC_START = slip({
  id: 'systemd-no-exec-start',
  severity: 'error',
  title: 'A service without ExecStart',
  why: 'systemd refuses a service that starts nothing. A key that is spelled otherwise (`execstart`, `Exec`), or that stands under another section than `[Service]`, is dropped with a line in the journal.',
  bad: unit('Environment=ETCD_NAME=infra0', 'Exec=/usr/bin/etcd'),
  good: unit('Environment=ETCD_NAME=infra0', 'ExecStart=/usr/bin/etcd'),
});

export const SEVERAL_EXEC_STARTS = slip({
  id: 'systemd-several-exec-starts',
  severity: 'error',
  title: 'Several ExecStart in a service that may have one',
  why: 'Only a service of `Type=oneshot` may have several commands; systemd refuses any other. It is what happens when a drop-in replaces the command and does not empty the list first.',
  bad: {
    files: {
      'etcd.service': '[Service]\nExecStart=/usr/bin/etcd\n',
      'etcd.service.d/name.conf': '[Service]\nExecStart=/usr/bin/etcd --name=infra0\n',
    },
  },
  good: {
    files: {
      'etcd.service': '[Service]\nExecStart=/usr/bin/etcd\n',
      'etcd.service.d/name.conf': '[Service]\nExecStart=\nExecStart=/usr/bin/etcd --name=infra0\n',
    },
  },
});

export const PROGRAM_PATH = slip({
  id: 'systemd-program-path',
  severity: 'error',
  title: 'A path of a program that systemd does not take',
  why: 'systemd takes an absolute path, or the bare name of a program in one of the folders it knows. It refuses a path that counts from somewhere, fills in no variable in it, and takes no quotes and backslashes there.',
  bad: unit('WorkingDirectory=/opt/etcd', 'ExecStart=./etcd --name=infra0'),
  good: unit('WorkingDirectory=/opt/etcd', 'ExecStart=/opt/etcd/etcd --name=infra0'),
});

export const SHELL_SYNTAX = slip({
  id: 'systemd-shell-syntax',
  severity: 'error',
  title: 'The syntax of a shell where no shell reads it',
  why: 'systemd starts the program itself. Pipes, redirections, `&&`, `$(…)`, `${NAME:-value}` and assignments in front of the program reach etcd as words of their own, or make systemd look for a program of that name.',
  bad: unit('ExecStart=/usr/bin/etcd --name=infra0 >> /var/log/etcd.log 2>&1'),
  good: unit('StandardOutput=append:/var/log/etcd.log', 'ExecStart=/usr/bin/etcd --name=infra0'),
});

export const BRACELESS_VARIABLE = slip({
  id: 'systemd-braceless-variable',
  severity: 'error',
  title: 'A variable inside a word without braces',
  why: 'systemd fills in `$NAME` only where it is a word of its own. Inside a word it takes `${NAME}` and leaves `$NAME` as it is, so that etcd gets the dollar sign.',
  bad: unit('Environment=HOST=10.0.0.1', 'ExecStart=/usr/bin/etcd --data-dir=/var/lib/etcd-$HOST'),
  good: unit('Environment=HOST=10.0.0.1', 'ExecStart=/usr/bin/etcd --data-dir=/var/lib/etcd-${HOST}'),
});

export const UNSET_VARIABLE = slip({
  id: 'systemd-unset-variable',
  severity: 'warning',
  title: 'A variable that nothing sets',
  why: 'systemd puts an empty text in the place of a variable that neither `Environment=` nor `EnvironmentFile=` sets. That holds for the text of `sh -c` too: `${NAME}` is gone before the shell sees it.',
  bad: unit('Environment=NODE=infra0', 'ExecStart=/usr/bin/etcd --name=${NODE_NAME}'),
  good: unit('Environment=NODE_NAME=infra0', 'ExecStart=/usr/bin/etcd --name=${NODE_NAME}'),
});

export const UNKNOWN_SPECIFIER = slip({
  id: 'systemd-unknown-specifier',
  severity: 'error',
  title: 'A percent sign that systemd takes for a specifier',
  why: '`%` and a letter or digit is a specifier, such as `%H` for the name of the host. Where there is none of that letter, systemd refuses the command, or drops the variable. A percent sign is written `%%`.',
  bad: unit('ExecStart=/usr/bin/etcd --data-dir=/var/lib/etcd%20data'),
  good: unit('ExecStart=/usr/bin/etcd --data-dir=/var/lib/etcd%%20data'),
});

export const BROKEN_CONTINUATION = slip({
  id: 'systemd-broken-continuation',
  severity: 'error',
  title: 'A command that ends before its last line',
  why: 'A line goes on in the next one only if the backslash is its very last character. Without it, or with a blank behind it, systemd drops the lines that follow, and etcd starts without those flags.',
  bad: unit('ExecStart=/usr/bin/etcd \\', '  --name=infra0', '  --data-dir=/var/lib/etcd'),
  good: unit('ExecStart=/usr/bin/etcd \\', '  --name=infra0 \\', '  --data-dir=/var/lib/etcd'),
});

export const OPEN_QUOTE = slip({
  id: 'systemd-open-quote',
  severity: 'error',
  title: 'A quote that is never closed',
  why: 'systemd refuses a command, and drops the rest of an `Environment=` line, in which a quote stays open.',
  bad: unit('ExecStart=/usr/bin/etcd --name="infra0'),
  good: unit('ExecStart=/usr/bin/etcd --name="infra0"'),
});

export const BAD_ASSIGNMENT = slip({
  id: 'systemd-bad-assignment',
  severity: 'error',
  title: 'A part of Environment= that is no assignment',
  why: '`Environment=` is split at blanks; a value that holds one needs quotes around the whole assignment. systemd drops every part that is not `NAME=value`, and from an unknown escape on the rest of the line.',
  bad: unit('Environment=ETCD_NAME = infra0', 'ExecStart=/usr/bin/etcd'),
  good: unit('Environment=ETCD_NAME=infra0', 'ExecStart=/usr/bin/etcd'),
});

export const ENVIRONMENT_FILE = slip({
  id: 'systemd-environment-file',
  severity: 'error',
  title: 'An EnvironmentFile= that systemd does not read',
  why: 'The path must be absolute and stands without quotes, one to a line, with a `-` before it where the file may be missing. systemd drops the line otherwise, and starts etcd without those variables.',
  bad: unit('EnvironmentFile=etcd.env', 'ExecStart=/usr/bin/etcd'),
  good: unit('EnvironmentFile=/etc/etcd/etcd.env', 'ExecStart=/usr/bin/etcd'),
});

export const UNREADABLE_UNIT = slip({
  id: 'systemd-unreadable',
  severity: 'error',
  title: 'A unit of which systemd reads nothing',
  why: 'systemd gives up on a file where a header of a section does not end in `]`, and where a line has more than a megabyte, continued lines counted together.',
  bad: {files: {'etcd.service': '[Unit]\nDescription=etcd\n\n[Service\nExecStart=/usr/bin/etcd\n'}},
  good: unit('ExecStart=/usr/bin/etcd'),
});

/** Slips of units, seen by the reader of systemd's files. */
export const SYSTEMD_SLIPS: readonly RuleInfo[] = [
  NO_EXEC_START,
  SEVERAL_EXEC_STARTS,
  PROGRAM_PATH,
  SHELL_SYNTAX,
  BRACELESS_VARIABLE,
  UNSET_VARIABLE,
  UNKNOWN_SPECIFIER,
  BROKEN_CONTINUATION,
  OPEN_QUOTE,
  BAD_ASSIGNMENT,
  ENVIRONMENT_FILE,
  UNREADABLE_UNIT,
];
