import type { Command } from 'commander';

/**
 * For the command of a group that runs where none is named: what follows the group is not its argument but, most
 * likely, a command that was misspelt or that stands behind an option.
 */
export function refuseOthers(command: Command): void {
  const [found] = command.args;
  const group = command.parent;
  if (found === undefined || group === null) return;
  const names = group.commands.map((one) => one.name());
  command.error(
    names.includes(found)
      ? `error: options come after the command, as in strata ${group.name()} ${found} --json`
      : `error: there is no command ${found}; there are ${names.join(', ')}`,
  );
}
