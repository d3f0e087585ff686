import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

const TCP_LISTEN = '0A';
/** `SO_ACCEPTCON` among the flags of a Unix socket. */
const UNIX_LISTEN = '00010000';

function linesOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return lines.map(line => line.trim().split(/\s+/));
}

/** Numbers of all sockets of this machine that listen. */
function listeningSockets(): Set<string> {
  const tcp = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(linesOf);
  return new Set([
    ...tcp.filter(fields => fields[3] === TCP_LISTEN).map(fields => fields[9]!),
    ...linesOf('/proc/net/unix')
      .filter(fields => fields[3] === UNIX_LISTEN)
      .map(fields => fields[6]!),
  ]);
}

/** Whether a process of ours has a socket on which it listens. */
export function isListening(pid: number): boolean {
  let files: string[];
  try {
    files = readdirSync(`/proc/${pid}/fd`);
  } catch {
    // It has ended.
    return false;
  }
  const sockets = listeningSockets();
  return files.some(file => {
    try {
      const [, socket] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${file}`)) ?? [];
      return socket !== undefined && sockets.has(socket);
    } catch {
      // Closed meanwhile.
      return false;
    }
  });
}
