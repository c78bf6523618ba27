// Leaflet with those of its parts that a map by itself needs: other sites load it within their pages.
import { Control, control } from "leaflet/src/control/Control.js";
import { attribution } from "leaflet/src/control/Control.Attribution.js";
import { scale } from "leaflet/src/control/Control.Scale.js";
import { zoom } from "leaflet/src/control/Control.Zoom.js";
import * as DomEvent from "leaflet/src/dom/DomEvent.js";
import * as DomUtil from "leaflet/src/dom/DomUtil.js";
import { toLatLng as latLng } from "leaflet/src/geo/LatLng.js";
import { toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds.js";
import { toPoint as point } from "leaflet/src/geometry/Point.js";
import { layerGroup } from "leaflet/src/layer/LayerGroup.js";
import { GridLayer } from "leaflet/src/layer/tile/GridLayer.js";
import { tileLayer } from "leaflet/src/layer/tile/TileLayer.js";
import { circleMarker } from "leaflet/src/layer/vector/CircleMarker.js";
import "leaflet/src/layer/vector/Renderer.getRenderer.js";
import { map } from "leaflet/src/map/index.js";

Object.assign(control, { attribution, scale, zoom });

export default { Control, control, DomEvent, DomUtil, latLng, latLngBounds, point, layerGroup, GridLayer, tileLayer, circleMarker, map };
