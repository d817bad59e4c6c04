import { Command, CommanderError } from 'commander';
import { addCharLM } from './commands/charlm.js';
import { addDemo } from './commands/demo.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addSample } from './commands/sample.js';
import { addXor } from './commands/xor.js';
import { CliError, messageOf } from './errors.js';
import type { Host } from './host.js';
import { ErrorWriter } from './ui/error-writer.js';
import { version } from './version.js';

const introduction = `Trains recurrent networks in the terminal, by truncated back-propagation through time.

Start with: tbptt demo`;

/**
 * Runs the program with the arguments after its name; returns what it exits with: 0, 1 for what went wrong, 2 for a wrong command line,
 * 130 after Ctrl-C.
 */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const errors = new ErrorWriter(host, args.includes('--json'));
  const program = new Command('tbptt')
    .description(introduction)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print what a command does')
    .helpCommand('help [command]', 'the same as COMMAND --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.out.write(text),
      writeErr: (text) => void host.err.write(text),
      outputError: (message) => errors.write(message.replace(/^error: /, ''), 2),
      getOutHelpWidth: () => host.out.columns ?? 80,
      getErrHelpWidth: () => host.err.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  // Subcommands inherit the settings above, so they are added after them.
  addDemo(program, host);
  addCharLM(program, host);
  addSample(program, host);
  addExport(program, host);
  addXor(program, host);
  addExplain(program, host);

  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return host.interruption.exitCode ?? 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has written it
    const exitCode = error instanceof CliError ? error.exitCode : 1;
    errors.write(messageOf(error), exitCode, error);
    return exitCode;
  }
}
