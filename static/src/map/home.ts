// Where maps open when the server cannot say.

import type { Bounds } from "./adapter";

export const NAM_DINH: Bounds = [105.9, 19.9, 106.6, 20.5];
