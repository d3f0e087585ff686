import type {RuleInfo} from '../rules/rule.js';

function slip(info: Omit<RuleInfo, 'etcd' | 'bad' | 'good'> & {bad: string; good: string}): RuleInfo {
  const {bad, good} = info;
  return {...info, etcd: 'unseen', bad: {files: {'run.sh': bad}}, good: {files: {'run.sh': good}}};
}

export const SHELL_STRAY_FLAGS = slip({
  id: 'shell-stray-flags',
  severity: 'error',
  title: 'A line that begins with a flag',
  why: 'A command goes on with the next line only where a backslash is the very last character of the line, with no blank behind it and no comment between. Otherwise etcd starts without the flags below, and the shell looks for a program of the name of the flag.',
  bad: 'etcd --name infra0\n  --data-dir /var/lib/etcd\n',
  good: 'etcd --name infra0 \\\n  --data-dir /var/lib/etcd\n',
});

export const SHELL_OPEN_QUOTE = slip({
  id: 'shell-open-quote',
  severity: 'error',
  title: 'A quote that nothing closes',
  why: 'A shell reads on to the end of the file for the other quote, and then runs nothing.',
  bad: 'etcd --name "infra0 --data-dir /var/lib/etcd\n',
  good: 'etcd --name "infra0" --data-dir /var/lib/etcd\n',
});

export const SHELL_NOT_EXPORTED = slip({
  id: 'shell-not-exported',
  severity: 'warning',
  title: 'Variables of etcd that are set and not exported',
  why: 'A program gets only what its shell exports. A variable that is merely set, or read from a file with `.`, stays in the shell, and etcd uses the default.',
  bad: 'ETCD_NAME=infra0\nexec etcd --log-level warn\n',
  good: 'export ETCD_NAME=infra0\nexec etcd --log-level warn\n',
});

export const SHELL_CLEARED_ENVIRONMENT = slip({
  id: 'shell-cleared-environment',
  severity: 'warning',
  title: 'Variables of etcd that do not get past sudo',
  why: '`sudo`, `su -` and `env -i` give a program an environment of its own. What the caller exported does not reach etcd, and it uses the default.',
  bad: 'export ETCD_NAME=infra0\nsudo etcd --log-level warn\n',
  good: 'sudo ETCD_NAME=infra0 etcd --log-level warn\n',
});

export const PROCFILE_NO_NAME: RuleInfo = {
  id: 'procfile-no-name',
  severity: 'warning',
  title: 'A line of a Procfile without a name',
  why: 'goreman, honcho and foreman take a line for a process where it begins with a name of letters, digits, `-` and `_`, and a colon. They skip all others in silence.',
  etcd: 'unseen',
  bad: {files: {Procfile: 'infra0: etcd --name infra0\ninfra.1: etcd --name infra1\n'}},
  good: {files: {Procfile: 'infra0: etcd --name infra0\n'}},
};

export const PROCFILE_CONTINUATION: RuleInfo = {
  id: 'procfile-continuation',
  severity: 'warning',
  title: 'A process over several lines of a Procfile',
  why: 'goreman, honcho and foreman take each line for itself: what stands behind a backslash on the next line does not reach etcd.',
  etcd: 'unseen',
  bad: {files: {Procfile: 'infra0: etcd --name infra0 \\\n  --log-level warn\n'}},
  good: {files: {Procfile: 'infra0: etcd --name infra0 --log-level warn\n'}},
};

/** Slips of scripts and Procfiles, seen by their readers. */
export const SHELL_SLIPS: readonly RuleInfo[] = [
  SHELL_STRAY_FLAGS,
  SHELL_OPEN_QUOTE,
  SHELL_NOT_EXPORTED,
  SHELL_CLEARED_ENVIRONMENT,
  PROCFILE_NO_NAME,
  PROCFILE_CONTINUATION,
];
