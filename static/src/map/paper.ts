// The map on paper: all that is seen of it on the screen, as large as the sheet lets it be.

const PIXELS_PER_MM = 96 / 25.4;
// Of a sheet of A4 within its margins, width and height in millimetres: what the map means stands below it.
const SHEETS = { upright: [180, 150], across: [260, 150] } as const;

/** Tell the style of paper (`paper.css`) how large the map is on the screen. Browsers lay a sheet out without asking scripts again. */
export function keepWholeOnPaper(container: HTMLElement): void {
  window.addEventListener("beforeprint", () => {
    const { clientWidth, clientHeight } = container;
    const { style } = document.documentElement;
    style.setProperty("--seen-width", `${clientWidth}px`);
    style.setProperty("--seen-height", `${clientHeight}px`);
    for (const [name, [width, height]] of Object.entries(SHEETS)) {
      const scale = Math.min(width / clientWidth, height / clientHeight) * PIXELS_PER_MM;
      style.setProperty(`--scale-${name}`, scale.toFixed(4));
    }
  });
}
