// The page `/d/{code}`: the map of one address, and a form that says at once what is wrong with a typed code.

import L from "leaflet";
import { GroundMap } from "./admin/ground-map";
import { catalogue } from "./catalogue";
import { AFTER_PREFIX, example, printed, readAddressCode, type Refused } from "./codes";
import { byId } from "./dom";
import { t } from "./words";

const GROUND = ["communes", "commune_labels", "roads"];
// Around the point, in metres.
const AROUND = 500;
// While somebody is still typing these are not wrong yet.
const NOT_YET = new Set(["empty", "length"]);

const { prefix = "", spot = null } = catalogue;

function drawSpot([lon, lat]: readonly [number, number], place: HTMLElement): void {
  const map = new GroundMap(place.getAttribute("aria-label") ?? "", GROUND);
  place.removeAttribute("aria-label");
  place.replaceChildren(map.element);
  L.circleMarker([lat, lon], { radius: 11, color: "#ffffff", weight: 3, fillColor: "#b2182b", fillOpacity: 1, interactive: false }).addTo(map.overlay);
  map.fit(L.latLng(lat, lon).toBounds(AROUND));
}

class CodeForm {
  private readonly form = byId("ask") as HTMLFormElement;
  private readonly input = byId("code") as HTMLInputElement;
  private readonly said = byId("ask-said");

  start(): void {
    // What is wrong is said in the form, in the language of the page.
    this.form.noValidate = true;
    this.input.addEventListener("input", () => this.tell(false));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.lookUp();
    });
  }

  private lookUp(): void {
    const reading = this.tell(true);
    if ("code" in reading) location.assign(`/d/${reading.code}?lang=${catalogue.language}`);
    else this.input.focus();
  }

  /** Say how the code is read so far. isWhole: nothing more will be typed. */
  private tell(isWhole: boolean): ReturnType<typeof readAddressCode> {
    const reading = readAddressCode(this.input.value, prefix);
    if ("code" in reading) this.say([t("reads_as", { code: printed(reading.code) }), ...guessesIn(reading.guesses)].join(". "), false);
    else if (isWhole || !isOnTheWay(reading)) this.say(faultOf(reading), true);
    else this.say("", false);
    return reading;
  }

  private say(words: string, isBad: boolean): void {
    if (this.said.textContent !== words) this.said.textContent = words;
    this.said.classList.toggle("bad", isBad);
    if (isBad) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }
}

/** Whether more characters may make a code of it. */
function isOnTheWay({ fault, length }: Refused): boolean {
  return NOT_YET.has(fault) && length <= AFTER_PREFIX;
}

function faultOf({ fault, ...values }: Refused): string {
  return t(`fault_${fault}`, { ...values, prefix, example: printed(example(prefix)) });
}

function guessesIn(guesses: readonly { typed: string; read: string }[]): string[] {
  const list = guesses.map(({ typed, read }) => t("guess", { typed, read })).join(", ");
  return list === "" ? [] : [t("guessed", { list })];
}

new CodeForm().start();
const place = document.getElementById("spot-map");
if (place !== null && spot !== null) drawSpot(spot, place);
