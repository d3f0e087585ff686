import type {InputKind, InputReader} from './input.js';
import {readCompose} from './read-compose.js';
import {readConfig} from './read-config.js';
import {readDocker} from './read-docker.js';
import {readEnv} from './read-env.js';
import {readKubernetes} from './read-kubernetes.js';
import {readProcfile} from './read-procfile.js';
import {readShell} from './read-shell.js';
import {readSystemd} from './read-systemd.js';

/** Who reads what. The spec of etcdops has a reader of its own, with a schema and rules. */
export const READERS: Readonly<Record<Exclude<InputKind, 'spec'>, InputReader>> = {
  config: readConfig,
  env: readEnv,
  systemd: readSystemd,
  procfile: readProcfile,
  compose: readCompose,
  docker: readDocker,
  shell: readShell,
  kubernetes: readKubernetes,
};
