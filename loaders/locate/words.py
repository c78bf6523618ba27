"""What is said of coordinate systems: the question that --crs answers, and the reasons of a decision."""

from collections.abc import Sequence

from layers.layer import Text
from loaders.errors import Answer, Asked, LoadError, Question
from loaders.locate.candidates import Landing, in_neighbourhood
from loaders.locate.evidence import Evidence
from loaders.report import Finding, Severity

CHECK = "crs"
_SHOWN = 6
# Of an answer, so many places are kept to be drawn.
_DRAWN_PLACES = 50
# 6 digits of a degree are a decimetre.
_DEGREE_DIGITS = 6


def percent(share: float) -> str:
    """Never 100 % for less than all, nor 0 % for more than none."""
    shown = round(share * 100)
    return f"{min(shown, 99) if share < 1 else shown if share else 0} %" if share == 0 or shown else "< 1 %"


def metres(distance: float) -> str:
    """As people say it: 224 m, 52.2 km."""
    return f"{distance:.0f} m" if distance < 1000 else f"{distance / 1000:.1f} km"


def place(landing: Landing) -> str:
    """Latitude, longitude of the first place of the sample that lands near Vietnam."""
    near = landing.lonlat[in_neighbourhood(landing.lonlat)]
    return f"{near[0][1]:.5f}, {near[0][0]:.5f}" if len(near) else "—"


def _line(landing: Landing, best: Landing) -> str:
    away = "" if landing is best else f"; ↔ {metres(landing.metres_to(best))}"
    return f"{landing.option} {landing.operation.crs.name}: {percent(landing.share)} ({place(landing)}{away})"


def listed(landings: Sequence[Landing], best: Landing) -> str:
    """Systems with their shares, where the first place lies, and how far from the best."""
    shown = [_line(landing, best) for landing in landings if landing.share > 0 or landing is best][:_SHOWN]
    return " · ".join(shown)


def measured(evidence: Evidence) -> Text:
    """What the shares are shares of."""
    count = len(evidence.best.inside)
    if not evidence.known:
        return Text(f"{count} vị trí đầu nằm ở Việt Nam", f"the first {count} places in Vietnam")
    if evidence.named is None:
        return Text(f"{count} vị trí đầu nằm trong các đơn vị đã ghi", f"the first {count} places in units on record")
    return Text(
        f"{count} vị trí đầu nằm trong đơn vị nêu ở cột “{evidence.named}”",
        f"the first {count} places in the unit that column “{evidence.named}” names",
    )


def question(evidence: Evidence) -> LoadError:
    """Nobody can tell the system from the numbers alone."""
    if evidence.best.share == 0:
        return LoadError(
            "Tệp không nói tọa độ theo hệ nào, và không hệ nào đã biết đưa các số này về Việt Nam; hãy nêu --crs, "
            "ví dụ --crs EPSG:9209.",
            "The file does not say which coordinate system it is in, and none that is known puts these numbers in "
            "Vietnam; please give --crs, such as --crs EPSG:9209.",
            Question(Asked.CRS),
        )
    what, lines = measured(evidence), listed(evidence.landings, evidence.best)
    return LoadError(
        f"Chưa rõ tọa độ theo hệ nào; hãy chọn và nêu --crs, ví dụ --crs {evidence.best.option}. Tỷ lệ {what.vi}, nơi "
        f"vị trí đầu rơi vào và khoảng cách tới phương án đầu: {lines}",
        f"It is not clear which coordinate system this is; choose one and give --crs, such as --crs "
        f"{evidence.best.option}. Share of {what.en}, where the first place lies, and how far from the first choice: "
        f"{lines}",
        Question(Asked.CRS, _answers(evidence)),
    )


def _answers(evidence: Evidence, declared: Landing | None = None) -> tuple[Answer, ...]:
    """The systems that put something where it may belong, the best first, and the declared one."""
    best = evidence.best
    likely = [each for each in evidence.landings if each.share > 0 or each is best][:_SHOWN]
    if declared is not None and all(each is not declared for each in likely):
        likely.append(declared)
    return tuple(_answer(each, evidence) for each in likely)


def _answer(landing: Landing, evidence: Evidence) -> Answer:
    near = landing.lonlat[in_neighbourhood(landing.lonlat)][:_DRAWN_PLACES].round(_DEGREE_DIGITS).tolist()
    share, what = percent(landing.share), measured(evidence)
    vi, en = f"{share} {what.vi}", f"{share} of {what.en}"
    if landing is not evidence.best:
        away = metres(landing.metres_to(evidence.best)) if len(near) else "—"
        vi, en = f"{vi}; cách phương án đầu {away}", f"{en}; {away} from the first choice"
    name = f"{landing.option} {landing.operation.crs.name}"
    return Answer(landing.option, Text(name, name), Text(vi, en), tuple((x, y) for x, y in near))


def contradiction(declared: Landing, evidence: Evidence) -> LoadError:
    """The file says one system, its numbers another."""
    best, what = evidence.best, measured(evidence)
    swapped = best.operation.swapped and not declared.operation.swapped
    axes_vi = " Hai trục có vẻ bị đổi chỗ cho nhau." if swapped else ""
    axes_en = " The axes appear to have changed places." if swapped else ""
    where_vi = "rơi ra ngoài Việt Nam" if not in_neighbourhood(declared.lonlat).any() else "rơi vào " + place(declared)
    where_en = "lie far from Vietnam" if not in_neighbourhood(declared.lonlat).any() else "lie at " + place(declared)
    shares = listed(evidence.landings, best)
    return LoadError(
        f"Tệp ghi {declared.operation.crs_name}, nhưng theo hệ ấy các vị trí {where_vi}.{axes_vi} "
        f"Hợp hơn: --crs {best.option} ({percent(best.share)} {what.vi}). Nếu tệp đúng, nêu --crs {declared.option}. "
        f"Các phương án: {shares}",
        f"The file says {declared.operation.crs_name}, but by that its places {where_en}.{axes_en} "
        f"A better fit: --crs {best.option} ({percent(best.share)} of {what.en}). If the file is right, give "
        f"--crs {declared.option}. Choices: {shares}",
        Question(Asked.CRS, _answers(evidence, declared)),
    )


def decided(evidence: Evidence) -> Finding:
    """Why a system was taken that the file does not name."""
    best, what = evidence.best, measured(evidence)
    order_vi = " (Bắc đứng trước Đông)" if best.operation.swapped else ""
    order_en = " (north before east)" if best.operation.swapped else ""
    rivals = listed(evidence.rivals(), best)
    vi = f"Đã chọn {best.operation.crs_name} {best.operation.crs.name}{order_vi} theo nơi các vị trí rơi vào: "
    en = f"{best.operation.crs_name} {best.operation.crs.name}{order_en} was chosen by where the places lie"
    return Finding(
        check=CHECK,
        severity=Severity.NOTE,
        text=Text(
            f"{vi}{percent(best.share)} {what.vi}." + (f" Phương án khác: {rivals}" if rivals else ""),
            f"{en}: {percent(best.share)} of {what.en}." + (f" Others: {rivals}" if rivals else ""),
        ),
        amount=round(best.share * 100, 1),
        measure="percent",
        where=_where(best),
    )


def doubtful(used: Landing, evidence: Evidence) -> Finding:
    """The system used puts few places where they belong; another one would do better, or none does."""
    what, best = measured(evidence), evidence.best
    is_better = best.option != used.option and evidence.is_clear()
    vi, en = f"Theo {used.option} chỉ {percent(used.share)} {what.vi}", f"By {used.option} only {percent(used.share)}"
    hint = Text(
        f"; theo {best.option} là {percent(best.share)}, cách {metres(used.metres_to(best))}. Hãy kiểm tra --crs.",
        f"; by {best.option} it is {percent(best.share)}, {metres(used.metres_to(best))} away. Please check --crs.",
    )
    end = hint if is_better else Text(".", ".")
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(vi + end.vi, f"{en} of {what.en}{end.en}"),
        amount=round(used.share * 100, 1),
        measure="percent",
        where=_where(used),
    )


def _where(landing: Landing) -> tuple[float, float] | None:
    near = landing.lonlat[in_neighbourhood(landing.lonlat)]
    return (float(near[0][0]), float(near[0][1])) if len(near) else None
