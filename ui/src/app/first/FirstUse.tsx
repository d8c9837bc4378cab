export function FirstUse() { return null; }
