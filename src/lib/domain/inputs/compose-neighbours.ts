import {posix} from 'node:path';

import type {ReadContext} from './input.js';
import type {SourceText} from './place.js';
import {itemsOf, textOf, valueAt} from './tree.js';

/** Names under which compose finds a file by itself. */
const BASE = /^((?:docker-)?compose)\.ya?ml$/;
const OVERRIDE = /^((?:docker-)?compose)\.override\.ya?ml$/;

function isThere(stem: string, context: ReadContext): boolean {
  return ['.yaml', '.yml'].some(ending => context.fileAt(`${stem}${ending}`).kind === 'text');
}

/** Compose lays an override file over the one beside it: neither says everything. */
export function hasOverride({path}: SourceText, context: ReadContext): boolean {
  const [, stem] = BASE.exec(posix.basename(path)) ?? [];
  return stem !== undefined && isThere(`${stem}.override`, context);
}

/** Whether the file is laid over another one that is there. */
export function isPartOfOther({path}: SourceText, context: ReadContext): boolean {
  const [, stem] = OVERRIDE.exec(posix.basename(path)) ?? [];
  return stem !== undefined && isThere(stem, context);
}

/** Files whose services compose takes over: `include: [a.yaml, {path: b.yaml}]`. */
export function includedIn(source: SourceText, context: ReadContext): SourceText[] {
  const [{root} = {}] = context.yaml(source);
  return itemsOf(root === undefined ? undefined : valueAt(root, 'include')).flatMap(item => {
    const path = textOf(item) ?? textOf(valueAt(item, 'path'));
    const answer = path === undefined ? undefined : context.fileAt(path);
    return answer?.kind === 'text' ? [answer.source] : [];
  });
}
