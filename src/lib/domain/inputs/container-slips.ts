import type {RuleExample, RuleInfo} from '../rules/rule.js';

function composeFile(command: string): RuleExample {
  return {
    files: {
      'compose.yaml': `services:\n  infra0:\n    image: quay.io/coreos/etcd:v3.5.12\n    command: ${command}\n`,
    },
  };
}

/** etcd itself never gets to see what is wrong here. */
function slip(info: Omit<RuleInfo, 'etcd'>): RuleInfo {
  return {...info, etcd: 'unseen'};
}

export const UNREADABLE_YAML = slip({
  id: 'yaml-unreadable',
  severity: 'error',
  title: 'A file that is no YAML',
  why: 'Neither compose nor Kubernetes reads anything of a file that breaks the rules of YAML.',
  bad: {
    files: {
      'compose.yaml': 'services:\n  infra0:\n    image: quay.io/coreos/etcd:v3.5.12\n    command: [etcd\n',
    },
  },
  good: composeFile('[etcd]'),
});

export const FLAG_AS_PROGRAM = slip({
  id: 'container-flag-as-program',
  severity: 'error',
  title: 'A container that is to run a flag',
  why: 'The images of etcd have no entrypoint: the command of a container is all that runs in it, and its first word is the program. A program of the name of the flag is looked for, and not found.',
  bad: composeFile('["--name=infra0"]'),
  good: composeFile('["etcd", "--name=infra0"]'),
});

export const UNREAD_VARIABLE = slip({
  id: 'container-unread-variable',
  severity: 'error',
  title: 'A variable in a command that no shell reads',
  why: 'Only a shell fills in `$NAME`, `${NAME}` and `$(…)`. Where the command of a container is not that of a shell, etcd gets the dollar sign and what follows as they stand.',
  bad: composeFile('["etcd", "--name=$$HOSTNAME"]'),
  good: composeFile('["etcd", "--name=infra0"]'),
});

/** Slips of everything that runs in a container, seen by the readers. */
export const CONTAINER_SLIPS: readonly RuleInfo[] = [UNREADABLE_YAML, FLAG_AS_PROGRAM, UNREAD_VARIABLE];
