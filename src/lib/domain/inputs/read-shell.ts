import type {InputReader} from './input.js';

export const readShell: InputReader = () => ({launches: [], findings: []});
