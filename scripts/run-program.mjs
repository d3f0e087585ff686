// How the scripts run other programs. Needs nothing but Node, since it also works before `npm ci`.
import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program with this terminal; resolves to its exit code. */
export function runShown(file, args, {env = process.env, cwd = ROOT, onStart = () => undefined} = {}) {
  return new Promise(resolve => {
    const child = spawn(file, args, {cwd, env, stdio: ['ignore', 'inherit', 'inherit']});
    onStart(child);
    child.on('error', error => {
      console.error(`cannot run ${file}: ${error.message}`);
      resolve(127);
    });
    child.on('close', code => resolve(code ?? 1));
  });
}

/** Runs a program and keeps its output: `{exitCode, output, stdout, durationMs}`. */
export function runQuietly(file, args, {env = process.env, cwd = ROOT} = {}) {
  return new Promise(resolve => {
    const startedAt = performance.now();
    const child = spawn(file, args, {cwd, env, stdio: ['ignore', 'pipe', 'pipe']});
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => (output += text));
    const end = exitCode => resolve({exitCode, output, stdout, durationMs: performance.now() - startedAt});
    child.on('error', error => {
      output += `cannot run ${file}: ${error.message}\n`;
      end(127);
    });
    child.on('close', code => end(code ?? 1));
  });
}

/** Like `runQuietly`, but a failure throws with the output. */
export async function runOrThrow(file, args, options) {
  const result = await runQuietly(file, args, options);
  if (result.exitCode !== 0)
    throw new Error(`${file} ${args.join(' ')} → ${result.exitCode}\n${result.output.trim()}`);
  return result;
}

/** Whether this file is what `node` was started with. */
export function isMain(metaUrl) {
  return process.argv[1] !== undefined && fileURLToPath(metaUrl) === process.argv[1];
}
