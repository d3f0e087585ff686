import {createSocket} from 'node:dgram';
import {connect} from 'node:net';

import type {NameServer} from '../../domain/srv/name-server.js';

export interface Exchange {
  readonly server: NameServer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Whether a message answers what was asked; others are somebody's forgery or a late answer. */
  readonly isAnswer: (message: Buffer) => boolean;
}

function timedOut(): Error {
  return Object.assign(new Error('does not answer'), {code: 'ETIMEOUT'});
}

type Settle = (result: {answer: Buffer} | {error: Error}) => void;

/** One exchange that ends with an answer, an error, the time or the signal, and lets go of its socket in each case. */
function withDeadline({timeoutMs, signal}: Exchange, begin: (settle: Settle) => () => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle: Settle = result => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      close();
      if ('answer' in result) resolve(result.answer);
      else reject(result.error);
    };
    const abort = (): void => settle({error: signal.reason as Error});
    const timer = setTimeout(() => settle({error: timedOut()}), timeoutMs);
    signal.addEventListener('abort', abort, {once: true});
    const close = begin(settle);
    if (signal.aborted) abort();
  });
}

/** Asks over UDP. A connected socket hears of nobody but its server, and at once where nobody listens. */
export function askByUdp(question: Buffer, exchange: Exchange): Promise<Buffer> {
  const {server, isAnswer} = exchange;
  return withDeadline(exchange, settle => {
    const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', error => settle({error}));
    socket.on('message', message => {
      if (isAnswer(message)) settle({answer: message});
    });
    socket.connect(server.port, server.address, () => socket.send(question));
    return () => {
      socket.removeAllListeners();
      // What comes in late is nobody's any more.
      socket.on('error', () => undefined);
      socket.close();
    };
  });
}

/** Asks over TCP, where an answer may be as long as it is. */
export function askByTcp(question: Buffer, exchange: Exchange): Promise<Buffer> {
  const {server, isAnswer} = exchange;
  return withDeadline(exchange, settle => {
    const socket = connect({host: server.address, port: server.port});
    let received = Buffer.alloc(0);
    socket.on('connect', () => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(question.length);
      socket.write(Buffer.concat([length, question]));
    });
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk]);
      const end = received.length < 2 ? Infinity : 2 + received.readUInt16BE();
      if (received.length < end) return;
      const answer = received.subarray(2, end);
      settle(isAnswer(answer) ? {answer} : {error: new Error('answers another question')});
    });
    socket.on('error', error => settle({error}));
    socket.on('end', () => settle({error: new Error('ended the connection before the answer')}));
    return () => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
    };
  });
}
