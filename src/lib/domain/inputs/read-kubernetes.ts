import type {InputReader} from './input.js';

export const readKubernetes: InputReader = () => ({launches: [], findings: []});
