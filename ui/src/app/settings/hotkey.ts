/** The keys of an event as "Ctrl+Shift+Space"; null while only modifiers are down. */
export function combination(event: Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey">): { keys: string; hasModifier: boolean } | null {
  if (["Control", "Alt", "Shift", "Meta", "AltGraph"].includes(event.key)) return null;
  const modifiers = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.metaKey && "Super"].filter((name): name is string => name !== false);
  const key = event.code.replace(/^Key|^Digit/, "").replace(/^Arrow/, "");
  const alone = /^F\d{1,2}$/.test(key);
  return { keys: [...modifiers, key].join("+"), hasModifier: alone || event.ctrlKey || event.altKey || event.metaKey };
}
