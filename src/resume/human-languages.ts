const otherNames = ['Mandarin', 'Cantonese', 'Farsi', 'Gaelic', 'Flemish', 'Valencian', 'BSL', 'ASL'];

let names: Set<string> | undefined;

/** Whether a text is the English name of a human language, as CLDR has it, and so no programming language. */
export function isHumanLanguage(name: string): boolean {
  names ??= readNames();
  return names.has(name.trim().toLowerCase());
}

function readNames(): Set<string> {
  const display = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const found = codes.flatMap((code) => display.of(code) ?? []);
  return new Set([...found, ...otherNames].map((name) => name.toLowerCase()));
}
