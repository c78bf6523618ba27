"""Why a site is proposed, and what should be known of the whole, in words."""

from collections.abc import Iterator

from geo_api.coverage.sites.ground import Ground
from geo_api.coverage.sites.propose import PROOF_SECONDS, Proposal, Site
from geo_api.coverage.sites.proven import Proven
from geo_api.coverage.sites.statements import PIECE_M
from geo_api.coverage.sites.survey import Question
from geo_api.coverage.sites.ways import ALL_AROUND, Way
from layers.layer import Text

_NAMED = 3
_METRICS = {
    "straight": Text("theo đường chim bay", "in a straight line"),
    "walk": Text("đi bộ theo đường", "on foot over roads"),
    "drive": Text("đi xe theo đường", "by car over roads"),
}


def reasons(question: Question, site: Site) -> list[Text]:
    """Why this one."""
    return list(_reasons(question, site))


def _reasons(question: Question, site: Site) -> Iterator[Text]:
    if site.candidate.direction is not None:
        yield _looks(site.candidate.direction)
    if question.need.of_metres:
        yield _metres(site)
    else:
        yield from _subjects(question, site)
    if site.helped:
        yield Text(
            f"Thêm một phần cho {site.helped} điểm còn thiếu nhiều hơn.",
            f"Adds a part of what {site.helped} more still lack.",
        )
    if question.wanted.budget is not None:
        yield _worth(question.wanted.costs.get(site.candidate.kind, 1.0), site.pick.gain)


def _looks(direction: float) -> Text:
    return Text(
        f"Camera nhìn về hướng {direction:g}° (tính từ hướng bắc).", f"The camera looks to {direction:g}° from north."
    )


def _metres(site: Site) -> Text:
    names = ", ".join(list(dict.fromkeys(one.name for one in site.covers if one.name))[:_NAMED])
    where = f" ({names})" if names else ""
    return Text(
        f"Phủ thêm {site.pick.gain:.0f} m đường mà các vị trí trước chưa phủ{where}.",
        f"Covers {site.pick.gain:.0f} m of road that no site before it does{where}.",
    )


def _subjects(question: Question, site: Site) -> Iterator[Text]:
    itself = [one for one in site.covers if (one.layer, one.id) == (site.candidate.layer, site.candidate.id)]
    others = [one for one in site.covers if one not in itself]
    if itself:
        yield Text("Chính địa điểm này chưa đạt.", "This place itself does not pass.")
    if others:
        yield _helped(question, len(others))
        if names := [one.name for one in others if one.name]:
            yield _named(names, len(others))


def _helped(question: Question, points: int) -> Text:
    ways = [_way(way) for way in question.ways if way.verb != "hosted"]
    vi, en = " hoặc ".join(way.vi for way in ways), " or ".join(way.en for way in ways)
    return Text(
        f"Giúp {points} điểm chưa đạt mà các vị trí trước chưa giúp ({vi}).",
        f"Makes {points} more pass that no site before it does ({en}).",
    )


def _named(names: list[str], points: int) -> Text:
    few = names[:_NAMED]
    more, listed = points - len(few), ", ".join(few)
    return Text(
        f"Gồm: {listed}" + (f" và {more} điểm khác." if more else "."),
        f"Among them: {listed}" + (f" and {more} more." if more else "."),
    )


def _worth(cost: float, gain: float) -> Text:
    return Text(
        f"Chi phí {cost:g}; mỗi đơn vị chi phí thêm được {gain / cost:.2f}.",
        f"Costs {cost:g}; {gain / cost:.2f} gained for each unit of cost.",
    )


def _way(way: Way) -> Text:
    if way.verb == "hosted":
        return Text("đặt ngay tại điểm đó", "at the place itself")
    if way.verb == "inside":
        return Text("trong phạm vi đơn vị đó", "within its area")
    if way.is_sight:
        return Text(f"trong tầm nhìn {way.metres:.1f} m", f"in sight within {way.metres:.1f} m")
    metric = _METRICS[way.metric]
    return Text(f"trong {way.metres:g} m {metric.vi}", f"within {way.metres:g} m {metric.en}")


def notes(question: Question, ground: Ground, proposal: Proposal) -> list[Text]:
    """What whoever decides should know."""
    return list(_notes(question, ground, proposal))


def _notes(question: Question, ground: Ground, proposal: Proposal) -> Iterator[Text]:
    if not question.rule.get("basis", {}).get("checked", False):
        yield Text("Tiêu chí này chưa đối chiếu văn bản.", "Nobody has compared this rule with its legal text yet.")
    unknown = sum(one.outcome == "unknown" for one in ground.lacking)
    if unknown:
        yield Text(
            f"Chưa đủ dữ liệu, được tính như chưa đạt: {unknown} điểm.",
            f"Not known, and taken as lacking: {unknown}.",
        )
    if ground.placeless:
        yield Text(
            f"Chưa có vị trí hay ranh giới nên không xét được: {ground.placeless} điểm.",
            f"Without a place or boundary on record, and not looked at: {ground.placeless}.",
        )
    yield from _assumptions(question)
    if ground.lacking and not proposal.sites:
        yield Text(
            "Không vị trí nào trong số đã xét giúp thêm được điểm nào, hoặc ngân sách không đủ cho vị trí nào.",
            "None of the candidates makes any subject pass, or the budget is too small for each of them.",
        )
    forbidden = len(ground.candidates) - proposal.allowed
    if forbidden:
        yield Text(
            f"Nằm trong vùng không được đặt nên đã bỏ: {forbidden} vị trí.",
            f"Candidates left out, for no site may be where they are: {forbidden}.",
        )
    yield from _road_notes(ground, proposal)
    if any(proposal.planned):
        done = int(proposal.planned.sum())
        yield Text(f"Sẽ đạt nhờ thiết bị đã có kế hoạch: {done} điểm.", f"Pass once what is planned is there: {done}.")


def _assumptions(question: Question) -> Iterator[Text]:
    for way in question.ways:
        if way.is_sight:
            vi, en = ("về mọi hướng", "in all directions")
            if way.angle < ALL_AROUND:
                vi, en = f"trong góc {way.angle:g}°", f"over {way.angle:g}°"
            yield Text(
                f"Giả định camera nhìn rõ trong {way.metres:.1f} m {vi}, không vật cản.",
                f"Taken for granted: a camera sees {way.metres:.1f} m {en}, with nothing in its way.",
            )
    if question.need.of_metres:
        yield Text(
            f"Đường được xét theo từng đoạn dài tối đa {PIECE_M:g} m.",
            f"Roads are looked at in pieces of at most {PIECE_M:g} m.",
        )
    elif not question.need.is_of_one:
        yield Text(
            f"Mỗi điểm cần {question.need.wanted:g}; mỗi vật thêm vào được tính là {question.need.each:g},"
            " đủ một phần được tính một phần.",
            f"Each needs {question.need.wanted:g}; each thing more is taken for {question.need.each:g}, and what is"
            " given in part counts in part.",
        )


def _road_notes(ground: Ground, proposal: Proposal) -> Iterator[Text]:
    if any(network.is_empty for network in ground.networks.values()):
        yield Text(
            "Chưa có dữ liệu đường ở đây: không biết khoảng cách theo đường.",
            "There is no road on record here: distances over roads are not known.",
        )
    elif proposal.astray:
        yield Text(
            f"Cách mọi con đường hơn 500 m nên không biết khoảng cách theo đường: {proposal.astray} điểm.",
            f"More than 500 m from every road, so that no distance over roads is known: {proposal.astray}.",
        )


def verdict(best: Proven) -> Text:
    """How good the choice is known to be."""
    if best.is_best:
        return Text("Đã chứng minh: không có lựa chọn nào tốt hơn.", "Proven: no choice is better.")
    return Text(
        f"Hết {PROOF_SECONDS:g} giây trước khi chứng minh xong: lựa chọn tốt nhất có thể hơn tối đa {best.gap:.1%}.",
        f"Time ran out after {PROOF_SECONDS:g} seconds: the best choice may gain up to {best.gap:.1%} more.",
    )
