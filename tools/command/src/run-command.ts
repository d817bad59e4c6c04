import { type Command, CommanderError } from 'commander';
import type { Output } from './output.js';

/**
 * Parses the arguments of a command, without those of Node, and runs its action. What commander
 * prints goes to `output`. Errors of the action are thrown on.
 *
 * @returns the exit code: 0, also after `--help`, or 2 on wrong usage.
 */
export async function runCommand(command: Command, argv: readonly string[], output: Output): Promise<number> {
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.error(text.trimEnd()),
    });
  }
  try {
    await command.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
