import type {RuleExample, RuleInfo} from '../rules/rule.js';

/** A compose file with one service of etcd. */
function service(line: string): RuleExample {
  return {files: {'compose.yaml': `services:\n  infra0:\n    image: bitnami/etcd:3.5\n    ${line}\n`}};
}

/** etcd itself never gets to see what is wrong here. */
function slip(info: Omit<RuleInfo, 'etcd'>): RuleInfo {
  return {...info, etcd: 'unseen'};
}

export const BAD_INTERPOLATION = slip({
  id: 'compose-bad-variable',
  severity: 'error',
  title: 'A dollar sign that begins no variable',
  why: 'compose fills in `$NAME` and `${NAME}` before anything runs, from its own environment and not from that of the container. It refuses the whole file where something else follows a `$`, such as `$(hostname)`; a dollar sign for the container is written `$$`.',
  bad: service(`command: ["sh", "-c", "exec etcd --name=$(hostname)"]`),
  good: service(`command: ["sh", "-c", "exec etcd --name=$$(hostname)"]`),
});

export const BAD_COMMAND = slip({
  id: 'compose-bad-command',
  severity: 'error',
  title: 'A command that compose cannot split',
  why: 'A command that is one text is split into words. compose refuses the file where a quote stays open in it, or a bracket stands in it outside of quotes. Linux starts nothing whose words have more than a megabyte.',
  bad: service('command: etcd --name="infra0'),
  good: service('command: etcd --name="infra0"'),
});

export const DROPPED_SHELL = slip({
  id: 'compose-dropped-shell',
  severity: 'error',
  title: 'The syntax of a shell where no shell reads it',
  why: 'A command that is one text is split at blanks and quotes, and that is all. compose drops it in silence from the first `;`, `&`, `|`, `<` or `>` on, with the flags that stand behind.',
  bad: service('command: etcd --name=infra0 > /tmp/log --data-dir=/data'),
  good: service('command: etcd --name=infra0 --data-dir=/data'),
});

/** Slips of compose files, seen by their reader. */
export const COMPOSE_SLIPS: readonly RuleInfo[] = [BAD_INTERPOLATION, BAD_COMMAND, DROPPED_SHELL];
