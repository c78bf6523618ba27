"""KML and KMZ, as phones and Google Earth write them."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.loaders.corpus.places import SCHOOLS, made, text

KML = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{link}
<Folder><name>Trường học</name>{marks}</Folder></Document></kml>
"""
MARK = (
    "<Placemark><name>{name}</name><ExtendedData><Data name='key'><value>{key}</value></Data></ExtendedData>"
    "<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
)


def kml_text(doctype: str = "", link: str = "") -> str:
    """The schools as KML, with a document type and a link of the caller's."""
    marks = "".join(MARK.format(**each._asdict()) for each in SCHOOLS)
    return KML.format(doctype=doctype, link=link, marks=marks)


@made
def kml(folder: Path) -> Path:
    return text(folder, "a.kml", kml_text())


@made
def kml_in_utf_16(folder: Path) -> Path:
    (folder / "a.kml").write_bytes(kml_text().encode("utf-16"))
    return folder / "a.kml"


@made
def kml_several_folders(folder: Path) -> Path:
    return text(folder, "a.kml", kml_text().replace("</Placemark><", "</Placemark></Folder><Folder><name>x</name><", 1))


@made
def kml_all_folders(folder: Path) -> Path:
    return kml_several_folders(folder)


@made
def kmz(folder: Path) -> Path:
    with ZipFile(folder / "a.kmz", "w", ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml_text())
        archive.writestr("files/icon.png", b"\x89PNG")
    return folder / "a.kmz"
