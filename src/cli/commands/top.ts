import { chooseStyle, plainStyle } from '../../view/style.ts';
import { type Command, chooseMapSet } from '../context.ts';

/** The live dashboard. Its library is large: only this command loads it. */
export const run: Command = async ({ io, options }) => {
  const openNode = await io.prepareNode(options);
  const { runDashboard } = await import('../../dashboard/run.ts');
  const { isTerminal } = io.stdout;
  const style = chooseStyle({ option: options.color, env: io.env, isTerminal });
  return runDashboard({
    openNode,
    chooseMapSet: (source) => chooseMapSet(source, options),
    intervalMs: options.intervalMs,
    ascii: options.isAscii || !isUtf8(io.env),
    color: style !== plainStyle,
    numeric: options.isNumeric,
    stdin: process.stdin,
    stdout: process.stdout,
    term: io.env['TERM'],
  });
};

/** Whether the terminal's character set is UTF-8, as far as the locale says; unset counts as UTF-8. */
function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return locale === '' || /utf-?8/i.test(locale) || /^(C|POSIX)$/.test(locale);
}
