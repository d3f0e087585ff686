import type {Agent} from 'node:http';

/** Connections that stay open from one question to the next. An idle one keeps no process from its end. */
export interface Connections {
  /** What keeps those of the scheme of the URL, to whatever host. */
  agentFor(url: string): Promise<Agent>;
}

async function openAgent(isSecure: boolean): Promise<Agent> {
  const {Agent} = isSecure ? await import('node:https') : await import('node:http');
  return new Agent({keepAlive: true});
}

/** Loads and opens nothing before the first question. With TLS, one that shows other files has another connection. */
export function createConnections(): Connections {
  const agents = new Map<boolean, Promise<Agent>>();
  return {
    agentFor(url) {
      const isSecure = url.startsWith('https:');
      const agent = agents.get(isSecure) ?? openAgent(isSecure);
      agents.set(isSecure, agent);
      return agent;
    },
  };
}
