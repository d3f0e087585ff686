import type {ProxyMode} from '../spec/vocabulary.js';

/** What a v2 proxy answers to requests that cannot change anything. */
export interface V2ProxyAnswers {
  /** Of `POST /version`: a readonly proxy refuses by itself, and every member refuses what a readwrite one lets through. */
  readonly writeStatus: number;
  /** Of `GET /version`, which both pass on to a member. */
  readonly readStatus: number;
}

export interface V2ProxyVerdict {
  readonly mode?: ProxyMode;
  readonly error?: string;
}

const REFUSED_BY_PROXY = 501;
/** A member's answer, or the proxy's own where no member gives one: both only where the request passed the proxy. */
const PASSED_ON: readonly number[] = [405, 502, 503];

const WHY_NOT_READ: Readonly<Record<number, string>> = {
  502: 'reaches no member: none of those it knows answers',
  503: 'reaches no member: it knows none that answers',
};

function modeOf(writeStatus: number): ProxyMode | undefined {
  if (writeStatus === REFUSED_BY_PROXY) return 'readonly';
  return PASSED_ON.includes(writeStatus) ? 'readwrite' : undefined;
}

function modeProblem(answers: V2ProxyAnswers, wanted: ProxyMode): string | undefined {
  const mode = modeOf(answers.writeStatus);
  if (mode === undefined) return `answers ${answers.writeStatus} where a v2 proxy says 405 or 501`;
  return mode === wanted ? undefined : `runs ${mode}, and the spec says ${wanted}`;
}

function readProblem({readStatus}: V2ProxyAnswers): string | undefined {
  if (readStatus === 200) return undefined;
  return WHY_NOT_READ[readStatus] ?? `gets ${readStatus} from a member where a version is asked for`;
}

export function judgeV2Proxy(answers: V2ProxyAnswers, wanted: ProxyMode): V2ProxyVerdict {
  const mode = modeOf(answers.writeStatus);
  const problems = [modeProblem(answers, wanted), readProblem(answers)].filter(text => text !== undefined);
  return {
    ...(mode === undefined ? {} : {mode}),
    ...(problems.length === 0 ? {} : {error: problems.join('; ')}),
  };
}
