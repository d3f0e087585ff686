import type {RuleInfo} from '../rules/rule.js';

/** etcd itself never gets to see what is wrong here. */
function slip(
  info: Omit<RuleInfo, 'etcd' | 'severity' | 'bad' | 'good'> & {bad: string; good: string},
): RuleInfo {
  const {bad, good} = info;
  return {
    ...info,
    etcd: 'unseen',
    severity: 'warning',
    bad: {files: {'infra0.env': bad}},
    good: {files: {'infra0.env': good}},
  };
}

/** The docker command that reads `infra0.env`. */
const DOCKER_RUN =
  'docker run --network host --env-file infra0.env quay.io/coreos/etcd:v3.5.12 etcd --data-dir /var/lib/etcd\n';

export const ENV_EXPORT: RuleInfo = {
  ...slip({
    id: 'env-export',
    title: 'export in a file that no shell reads',
    why: 'systemd ignores a line of an `EnvironmentFile=` that begins with `export`, so that etcd starts without that variable. docker refuses the whole file.',
    bad: 'export ETCD_NAME=infra0\n',
    good: 'ETCD_NAME=infra0\n',
  }),
  bad: {files: {'docker-run.sh': DOCKER_RUN, 'infra0.env': 'export ETCD_NAME=infra0\n'}},
  good: {files: {'docker-run.sh': DOCKER_RUN, 'infra0.env': 'ETCD_NAME=infra0\n'}},
};

export const ENV_DOLLAR = slip({
  id: 'env-dollar',
  title: 'A variable in an env file that nobody fills in',
  why: 'Neither systemd nor docker puts the value of a variable into another one. etcd gets the dollar sign and the name as they stand.',
  bad: 'NAME=infra0\nETCD_NAME=$NAME\n',
  good: 'ETCD_NAME=infra0\n',
});

export const ENV_TRAILING_COMMENT = slip({
  id: 'env-trailing-comment',
  title: 'A remark behind a value',
  why: 'For systemd and docker a comment is a line of its own. A remark behind a value becomes part of it.',
  bad: 'ETCD_NAME=infra0 # the first\n',
  good: '# the first\nETCD_NAME=infra0\n',
});

export const ENV_QUOTES = slip({
  id: 'env-quotes',
  title: 'Quotes that become part of a value',
  why: 'systemd takes quotes off where they enclose a whole value; inside a value they are letters. docker takes none off.',
  bad: 'ETCD_NAME=infra"0"\n',
  good: 'ETCD_NAME="infra0"\n',
});

export const ENV_OPEN_QUOTE: RuleInfo = {
  ...slip({
    id: 'env-open-quote',
    title: 'A quote that nothing closes',
    why: 'The value goes on to the next quote, over the ends of lines: the lines below are part of it and set nothing.',
    bad: 'ETCD_NAME="infra0\nETCD_LOG_LEVEL=warn\n',
    good: 'ETCD_NAME="infra0"\nETCD_LOG_LEVEL=warn\n',
  }),
  severity: 'error',
};

export const ENV_COMMENT_CONTINUATION = slip({
  id: 'env-comment-continuation',
  title: 'A comment that ends with a backslash',
  why: 'systemd before 254 goes on with the comment on the next line, so that the variable there is not set.',
  bad: '# see C:\\etcd\\\nETCD_NAME=infra0\n',
  good: '# see C:\\etcd\nETCD_NAME=infra0\n',
});

export const ENV_NO_ASSIGNMENT: RuleInfo = {
  ...slip({
    id: 'env-no-assignment',
    title: 'A line that sets nothing',
    why: 'A line of an env file is the name of a variable, `=` and its value. systemd ignores any other line, a shell takes it for a command, and docker refuses the file.',
    bad: '',
    good: '',
  }),
  bad: {files: {'docker-run.sh': DOCKER_RUN, 'infra0.env': 'ETCD NAME=infra0\n'}},
  good: {files: {'docker-run.sh': DOCKER_RUN, 'infra0.env': 'ETCD_NAME=infra0\n'}},
};

export const ENV_UNQUOTED = slip({
  id: 'env-unquoted',
  title: 'A value with a blank and without quotes',
  why: 'For a shell the value ends at the blank. What follows is run as a command, or taken for another name to export.',
  bad: 'export ETCD_DATA_DIR=/var/lib/my etcd\n',
  good: 'export ETCD_DATA_DIR="/var/lib/my etcd"\n',
});

export const ENV_SPACE_AROUND_EQUALS = slip({
  id: 'env-space-around-equals',
  title: 'Blanks around the equals sign',
  why: 'systemd bears them; a shell takes the name for a command to run, or the value, and sets nothing.',
  bad: 'export ETCD_LOG_LEVEL=warn\nETCD_NAME= infra0\n',
  good: 'export ETCD_LOG_LEVEL=warn\nexport ETCD_NAME=infra0\n',
});

export const ENV_NOT_EXPORTED = slip({
  id: 'env-not-exported',
  title: 'A variable that is not exported, among others that are',
  why: 'A program gets only what its shell exports. A variable that is merely set stays in the shell, and etcd uses the default.',
  bad: 'export ETCD_NAME=infra0\nETCD_LOG_LEVEL=warn\n',
  good: 'export ETCD_NAME=infra0\nexport ETCD_LOG_LEVEL=warn\n',
});

/** Slips of env files, seen by their readers. */
export const ENV_SLIPS: readonly RuleInfo[] = [
  ENV_EXPORT,
  ENV_DOLLAR,
  ENV_TRAILING_COMMENT,
  ENV_QUOTES,
  ENV_OPEN_QUOTE,
  ENV_COMMENT_CONTINUATION,
  ENV_NO_ASSIGNMENT,
  ENV_UNQUOTED,
  ENV_SPACE_AROUND_EQUALS,
  ENV_NOT_EXPORTED,
];
