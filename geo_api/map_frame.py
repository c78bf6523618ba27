"""What every page with a map knows of layers, and the words on the map itself."""

from typing import Any

from layers.layer import Audience, Field, Group, Layer, Text

# In the order of the layer list.
GROUPS = {
    Group.COVERAGE: Text("Mức độ phủ", "Coverage"),
    Group.INDICATOR: Text("Chỉ số", "Indicators"),
    Group.UNIT: Text("Đơn vị hành chính", "Administrative units"),
    Group.ASSET: Text("Thiết bị, hạ tầng số", "Devices and digital infrastructure"),
    Group.PLACE: Text("Địa điểm", "Places"),
    Group.ROAD: Text("Đường giao thông", "Roads"),
    Group.JUNCTION: Text("Nút giao", "Junctions"),
    Group.POPULATION_CELL: Text("Dân số", "Population"),
    Group.ADDRESS: Text("Địa chỉ số", "Digital addresses"),
    Group.FEEDBACK: Text("Phản ánh", "Reports"),
    Group.RESTRICTION: Text("Khu vực hạn chế", "Restricted areas"),
}

# What a first visitor sees; everything else is one tick away.
SHOWN_AT_FIRST = ("coverage_units", "coverage_gaps", "communes", "commune_labels", "roads")

# The rule whose results a map shows when no other is asked for.
DEFAULT_RULE = "wifi.public-place"

MAP_WORDS = {
    "attribution": Text("Dữ liệu mở của hệ thống", "Open data of this service"),
    "attribution_osm": Text("có thể gồm © OpenStreetMap", "may include © OpenStreetMap"),
    "base_map": Text("Bản đồ nền", "Base map"),
    "base_map_missing": Text("Không tải được bản đồ nền.", "The base map cannot be loaded."),
    "boundary_reference": Text(
        "Ranh giới tham khảo, không có giá trị pháp lý", "Boundaries are for reference, without legal force"
    ),
    "boundary_sketch": Text(
        "Ranh giới phác họa, không có giá trị pháp lý", "Boundaries are sketches, without legal force"
    ),
    "close": Text("Đóng", "Close"),
    "error_offline": Text("Kiểm tra kết nối mạng rồi thử lại.", "Check the connection and try again."),
    "hoang_sa": Text("Quần đảo Hoàng Sa (Việt Nam)", "Hoàng Sa islands (Việt Nam)"),
    "loading": Text("Đang tải…", "Loading…"),
    "no": Text("không", "no"),
    "retry": Text("Thử lại", "Try again"),
    "truong_sa": Text("Quần đảo Trường Sa (Việt Nam)", "Trường Sa islands (Việt Nam)"),
    "whole": Text("Xem toàn bộ khu vực", "Show the whole area"),
    "yes": Text("có", "yes"),
    "zoom_in": Text("Phóng to", "Zoom in"),
    "zoom_out": Text("Thu nhỏ", "Zoom out"),
}

# Of results of rules, by commune.
RESULT_WORDS = {
    "units_counted": Text("{count} xã, phường", "{count} communes"),
    "col_name": Text("Xã, phường", "Commune"),
    "col_share": Text("Tỷ lệ đạt", "Share"),
    "col_passed": Text("Đạt", "Pass"),
    "col_failed": Text("Thiếu", "Fail"),
    "col_unknown": Text("Chưa rõ", "Not known"),
    "no_share": Text("không có số liệu", "no data"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
}

# Around what a first visitor is told; what that is, each page says itself.
HINT_WORDS = {
    "hints": Text("Gợi ý cho lần đầu", "Hints for a first visit"),
    "hint_place": Text("{place}/{count}", "{place}/{count}"),
    "hint_next": Text("Tiếp", "Next"),
    "hint_end": Text("Đã hiểu", "Got it"),
}


def describe_layer(layer: Layer, language: str, audience: Audience = Audience.PUBLIC) -> dict[str, Any]:
    return {
        "name": layer.name,
        "title": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "geometry": layer.geometry.value,
        "group": layer.group.value,
        "dated": layer.dated,
        "minZoom": layer.min_zoom,
        "isCounted": layer.pyramid is not None,
        "color": layer.style.color,
        "radius": layer.style.radius,
        "width": layer.style.width,
        "fillOpacity": layer.style.fill_opacity,
        "by": layer.style.by,
        "steps": [list(step) for step in layer.style.steps],
        "fields": [describe_field(field, language) for field in layer.fields_for(audience)],
    }


def describe_field(field: Field, language: str) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.title.in_language(language),
        "type": field.type.value,
        "unit": field.unit,
        "tileFrom": field.tile_from,
        "selector": field.selector,
        "choices": {choice.value: choice.title.in_language(language) for choice in field.choices},
    }
