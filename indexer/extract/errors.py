"""Why an original cannot be read: the one list of reasons.  Raised by every reader, shown by `read` and `status`."""

REASONS: dict[str, str] = {
    "empty": "the file holds nothing, or nothing but white space",
    "truncated": "the file ends before its format says it does; fetch it again",
    "encrypted": "the file is protected by a password",
    "error_page": "the file is a web page that reports an error, whatever its name says",
    "not_a_report": "the file can be read, but nothing in it is of an annual report",
    "unsupported": "no reader for this kind of content",
    "too_large": "the file, or what it unpacks to, is beyond the configured size",
    "timed_out": "reading took longer than the configured time",
    "out_of_memory": "reading needed more than the configured memory",
    "damaged": "the file is of a known format but its structure is broken",
    "ocr_missing": "the file is a picture, and the optional extra `ocr` is not installed",
    "reader_failed": "the reader itself failed; worth a bug report with the file",
}
"""Reason → what it means for whoever holds the file."""


OCR_MODULES = frozenset({"cv2", "PIL", "onnxruntime", "rapidocr"})
"""What the optional extra ``ocr`` brings along."""
OCR_HINT = "install the extra `ocr` to read pictures: pip install nianbao[ocr]"


class ExtractError(Exception):
    """An original cannot be read.  ``reason`` is a key of REASONS; ``detail`` says where and what."""

    def __init__(self, reason: str, detail: str = "") -> None:
        if reason not in REASONS:
            raise ValueError(f"{reason!r} is not a documented reason")
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail or REASONS[reason]

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


def is_panic(error: BaseException) -> bool:
    """Say whether a library written in Rust gave up on a file; what it raises is no Exception and has no import."""
    return type(error).__name__ == "PanicException"
