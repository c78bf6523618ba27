"""What is told of columns whose text is not as it should be. column: its name as reports show it."""

from layers.layer import Text
from loaders.report import Finding, Severity, counted, shortened

CUT_CHECK = "cut_text"
MIXED_CHECK = "mixed_encoding"
HORN_CHECK = "lost_letter"
LOST_CHECK = "question_marks"


def cut_finding(column: str, count: int) -> Finding:
    """Values cut inside a letter."""
    return Finding(
        check=CUT_CHECK,
        severity=Severity.REPAIRED,
        text=Text(
            f"cột {column}: {count} giá trị bị cắt giữa một chữ cái; nửa chữ cái cuối được bỏ.",
            f"column {column}: {counted(count, 'value')} cut inside a letter; the half letter at the end is left out.",
        ),
        amount=count,
    )


def horn_finding(column: str, count: int) -> Finding:
    """Values whose ư was put back."""
    return Finding(
        check=HORN_CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"cột {column}: chữ “ư” đã mất trong tệp (thành dấu cách); đã viết lại trong {count} giá trị, cần xem.",
            f"column {column}: the file lost its letters “ư” (now spaces); put back in {counted(count, 'value')}, "
            "please check.",
        ),
        amount=count,
    )


def lost_finding(column: str, count: int, example: str) -> Finding:
    """Values with question marks for letters. example: one of them."""
    shown = shortened(example)
    return Finding(
        check=LOST_CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"cột {column}: {count} giá trị có dấu “?” ở chỗ của chữ cái (“{shown}”): chữ đã mất khi lưu tệp. Hãy lưu "
            "tệp gốc lại thành “CSV UTF-8” hoặc .xlsx rồi nạp lại.",
            f"column {column}: in {counted(count, 'value')} “?” stands for letters (“{shown}”), lost when it was "
            "saved. Save the original again as “CSV UTF-8” or .xlsx.",
        ),
        amount=count,
    )


def kept_finding(column: str, count: int) -> Finding:
    """Values in Unicode in a column that is not."""
    return Finding(
        check=MIXED_CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"cột {column}: {count} giá trị đã là Unicode trong khi cả cột thì không; các giá trị này giữ nguyên.",
            f"column {column}: {counted(count, 'value')} in Unicode already while the column is not; left as they are.",
        ),
        amount=count,
    )


def mended_finding(column: str, count: int, example: str) -> Finding:
    """Values that were UTF-8 read wrongly in a column that is not. example: one of them as it was."""
    shown = shortened(example)
    return Finding(
        check=MIXED_CHECK,
        severity=Severity.REPAIRED,
        text=Text(
            f"cột {column}: {count} giá trị là UTF-8 đọc nhầm (“{shown}”) trong khi cả cột thì không; đã viết lại.",
            f"column {column}: {counted(count, 'value')} in UTF-8 read wrongly (“{shown}”) while the column is not; "
            "put right.",
        ),
        amount=count,
    )


def doubtful_finding(column: str, count: int, example: str, meant: str) -> Finding:
    """Values that seem to be in an older encoding than their column. meant: what the example would say in it."""
    shown, other = shortened(example), shortened(meant)
    return Finding(
        check=MIXED_CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"cột {column}: {count} giá trị có vẻ viết bằng bảng mã cũ, khác cả cột (“{shown}”, có lẽ là “{other}”); "
            "giữ nguyên, cần xem.",
            f"column {column}: {counted(count, 'value')} perhaps in an older encoding than the column (“{shown}” for "
            f"“{other}”); left as they are, please check.",
        ),
        amount=count,
    )
