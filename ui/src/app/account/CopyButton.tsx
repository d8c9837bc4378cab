import { type ReactNode, useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { copyText } from "@shared/ui/copy";

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text, look = "plain", small = false, children }: { text: string; look?: "plain" | "primary"; small?: boolean; children: ReactNode }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async () => {
    await copyText(text);
    setCopied(text);
    announce(t.app.copied);
  };
  return <Button look={look} small={small} icon="copy" onClick={() => void copy().catch(() => undefined)}>{copied === text ? t.app.copied : children}</Button>;
}
