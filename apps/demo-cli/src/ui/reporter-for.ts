import type { Host } from '../host.js';
import { JsonReporter } from './json-reporter.js';
import type { Reporter } from './reports.js';
import { TextReporter } from './text-reporter.js';

/** Returns the reporter for machines or the one for people. */
export function reporterFor(host: Host, json: boolean): Reporter {
  return json ? new JsonReporter(host) : new TextReporter(host);
}
