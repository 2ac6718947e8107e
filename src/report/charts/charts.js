// SPDX-License-Identifier: MIT
// What the pages use of Vega and Vega-Lite; esbuild makes one script of it, whose global is `charting`.

export {View, parse} from "vega";
export {compile} from "vega-lite";
export {Handler as TooltipHandler} from "vega-tooltip";
