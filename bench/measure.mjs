// What the benchmarks share: timed runs, folders, ports, and the table that each ends with.
import {spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {clearInterval, setInterval} from 'node:timers';

import {ROOT} from '../scripts/run-program.mjs';

export const CLI = join(ROOT, 'bin', 'run.js');

/** Without settings of etcd's programs and of etcdops. */
export const ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^ETCD(CTL|OPS)?_/.test(name)),
);

/** Runs a program without any output of its own; resolves to its duration. Another exit code than those given throws. */
export function timed(file, args, {cwd = tmpdir(), exitCodes = [0]} = {}) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(file, args, {cwd, env: ENV, stdio: ['ignore', 'ignore', 'pipe']});
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', text => (stderr += text));
    child.on('error', reject);
    // `exit`, not `close`: members that a script started keep its stderr open.
    child.on('exit', code => {
      const durationMs = performance.now() - startedAt;
      child.stderr.destroy();
      if (exitCodes.includes(code)) resolve(durationMs);
      else reject(new Error(`${file} ${args.join(' ')} → ${code}\n${stderr}`));
    });
  });
}

export const etcdops = (args, options) => timed(process.execPath, [CLI, ...args], options);

/** The most memory that etcdops had, read while it runs. */
export async function peakMemoryMb(args, cwd) {
  const child = spawn(process.execPath, [CLI, ...args], {cwd, env: ENV, stdio: 'ignore'});
  let peakKb = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, 20);
  const code = await new Promise(resolve => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`etcdops ${args.join(' ')} → ${code}`);
  return peakKb / 1024;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which nine of ten lie. */
export function ninetieth(values) {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * 0.9))];
}

/** Calls `act` with a fresh folder that goes afterwards. */
export async function inFolder(act) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'etcdops-bench-')));
  try {
    return await act(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

export function bytesBelow(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({host: '127.0.0.1', port, exclusive: true}, () => server.close(() => resolve(true)));
  });
}

/** A port from which the blocks of that many nodes are free, below those that the kernel gives to connections. */
export async function freeBasePort(nodes) {
  let base = 12_000;
  for (let port = base; port < base + 10 * nodes; port++) {
    if (!(await isFree(port))) base = port + 1;
    if (base + 10 * nodes > 32_700) throw new Error(`no free ports for ${nodes} nodes`);
  }
  return base;
}

/** Prints rows under headers; the first column to the left, numbers to the right. */
export function printTable(headers, rows) {
  const all = [headers, ...rows].map(row => row.map(String));
  const widths = headers.map((_, column) => Math.max(...all.map(row => row[column].length)));
  const line = row =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join(' | ');
  console.log(`| ${line(all[0])} |`);
  console.log(
    `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${column === 0 ? '-' : ':'}`).join('|')}|`,
  );
  for (const row of all.slice(1)) console.log(`| ${line(row)} |`);
}

export const ms = value => `${Math.round(value)} ms`;
export const times = (value, against) => (value / against).toFixed(2);
