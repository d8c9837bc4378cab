import encodeQR from "qr";
import { useMemo } from "react";

/** White around it, in modules, as cameras need it. */
const QUIET = 4;

/** A text as a QR code: dark on white in every theme, because cameras need it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => encodeQR(text, "raw", { ecc: "medium", border: QUIET }), [text]);
  const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges" className="h-auto w-full max-w-56 rounded-lg border border-line">
      <path d={`M0 0h${rows.length}v${rows.length}h-${rows.length}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
