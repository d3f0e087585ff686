import type {InputReader} from './input.js';
import {readShell} from './read-shell.js';

/** Lines of `docker run` stand in scripts, beside starts without a container. */
export const readDocker: InputReader = readShell;
