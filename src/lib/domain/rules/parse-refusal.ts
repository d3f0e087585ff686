import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {goQuoted} from '../text/go-quote.js';
import {printable} from '../text/printable.js';
import {isServer} from './judged.js';

/** A value in quotes as Go shows it, cut where nobody would read on. */
export function goShown(value: string): string {
  return printable(goQuoted(value), 300);
}

/** Why a parser refuses a value: Go's `flag` keeps most reasons for itself, pflag tells them. */
export interface ParseReason {
  readonly flag: string;
  readonly pflag: string;
}

/** The words with which etcd refuses the value of a flag or a variable while it reads it. */
export function parseRefusal(process: EtcdProcess, assignment: Assignment, reason: ParseReason): string {
  const {name, written, value, via} = assignment;
  if (!isServer(process)) return `invalid argument ${goShown(value)} for "--${name}" flag: ${reason.pflag}`;
  const where = via === 'variable' ? written : `flag -${name}`;
  return `invalid value ${goShown(value)} for ${where}: ${reason.flag}`;
}
