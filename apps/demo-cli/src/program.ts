import { Command, CommanderError } from 'commander';
import { addCharLM } from './commands/charlm.js';
import { addDemo } from './commands/demo.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addInspect } from './commands/inspect.js';
import { addReport } from './commands/report.js';
import { addSample } from './commands/sample.js';
import { addXor } from './commands/xor.js';
import { CliError, messageOf } from './errors.js';
import { flushed, type Host } from './host.js';
import { Interrupted } from './interruption.js';
import { letFirstSpeak } from './language-model/ranks.js';
import { ErrorWriter } from './ui/error-writer.js';
import { columnsOf } from './ui/terminal.js';
import { version } from './version.js';

const introduction = `Trains recurrent networks in the terminal, by truncated back-propagation through time.

Start with: tbptt demo`;

const exitCodes = `
Exit codes:
  0    done
  1    an error, in one line on standard error
  2    a wrong command line
  129  stopped because the terminal was closed (SIGHUP)
  130  stopped by Ctrl-C (SIGINT)
  141  stopped because the reader of the output has gone away (SIGPIPE)
  143  stopped by SIGTERM
`;

/**
 * Runs the program with the arguments after its name. Returns its exit code, one of those that the
 * help lists.
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
      outputError: (message) => errors.write(withRemedy(message.replace(/^error: /, ''), args), 2),
      getOutHelpWidth: () => columnsOf(host.out),
      getErrHelpWidth: () => columnsOf(host.err),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  // Subcommands inherit the settings above, so they are added after them.
  program.addHelpText('after', exitCodes);
  addDemo(program, host);
  addCharLM(program, host);
  addSample(program, host);
  addEvaluate(program, host);
  addExport(program, host);
  addInspect(program, host);
  addReport(program, host);
  addXor(program, host);
  addExplain(program, host);

  const failed = await attempt(
    () => program.parseAsync(argumentsFor(program, args), { from: 'user' }),
    errors,
    host.env,
  );
  await flushed(host.out);
  const { exitCode, error } = host.interruption;
  if (error !== undefined) errors.write(error.message, error.exitCode, error);
  await flushed(host.err);
  return failed ?? exitCode ?? 0;
}

/** The messages of commander that name no valid words. */
const WITHOUT_REMEDY =
  /^(unknown|too many|required option|option '[^']*' argument missing)(?![^]*Did you mean)/;

/** Adds to a message of commander where the commands or the options are listed, unless it names some. */
function withRemedy(message: string, args: readonly string[]): string {
  if (!WITHOUT_REMEDY.test(message)) return message;
  const command = message.startsWith('unknown command') ? undefined : args.find((arg) => /^[a-z]/.test(arg));
  return `${message.trimEnd().replace(/\.$/, '')}; see "tbptt ${command === undefined ? '' : `${command} `}--help".`;
}

/** Runs a command and writes its error, if there is one. Returns the exit code of the error. */
async function attempt(
  command: () => Promise<unknown>,
  errors: ErrorWriter,
  env: Host['env'],
): Promise<number | undefined> {
  try {
    await command();
    return undefined;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    // Commander has written it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : 2;
    const exitCode = error instanceof CliError ? error.exitCode : 1;
    await letFirstSpeak(env);
    errors.write(messageOf(error), exitCode, error);
    return exitCode;
  }
}

/**
 * The help of a command that does not exist is a request for the command, which commander refuses
 * by its name.
 */
function argumentsFor(program: Command, args: readonly string[]): readonly string[] {
  if (args.length === 0) return ['--help'];
  const asked =
    args[0] === 'help' ? args[1] : args.includes('--help') || args.includes('-h') ? args[0] : undefined;
  if (asked === 'help') return ['--help'];
  if (asked === undefined || asked.startsWith('-')) return args;
  return program.commands.some((command) => command.name() === asked) ? args : [asked];
}
