"""A paper as OFD (GB/T 33190): pages of text objects at their places; the ruling lines are left out, as some tools do.

The pages are laid out by ``demo.typeset.press``; one point is 25.4/72 millimetres.
"""

from xml.sax.saxutils import escape

from demo.paper import Paper
from demo.typeset.docx import pack
from demo.typeset.press import HEIGHT, WIDTH, Print, lay_out, width

_NAMESPACE = "http://www.ofdspec.org/2016"
_MM = 25.4 / 72


def render(paper: Paper) -> bytes:
    """Return the file."""
    pages = lay_out(paper)
    members = {
        "OFD.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="{_NAMESPACE}" DocType="OFD" Version="1.0">'
            "<ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": _document(len(pages)),
        "Doc_0/PublicRes.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><ofd:Res xmlns:ofd="{_NAMESPACE}" BaseLoc="Res">'
            '<ofd:Fonts><ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
        ),
    }
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(number, page.prints)
    return pack(members)


def _document(count: int) -> str:
    pages = "".join(f'<ofd:Page ID="{10 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(count))
    box = f"0 0 {WIDTH * _MM:.2f} {HEIGHT * _MM:.2f}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document xmlns:ofd="{_NAMESPACE}"><ofd:CommonData>'
        f"<ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )


def _page(number: int, texts: list[Print]) -> str:
    objects = "".join(_object(1000 * (number + 1) + n, text) for n, text in enumerate(texts))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page xmlns:ofd="{_NAMESPACE}"><ofd:Content>'
        f'<ofd:Layer ID="{500 + number}">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _object(identity: int, text: Print) -> str:
    x, top = text.x * _MM, (text.baseline - text.size) * _MM
    size, wide = text.size * _MM, width(text.text, text.size) * _MM
    steps = " ".join(f"{width(c, text.size) * _MM:.3f}" for c in text.text[:-1])
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="{identity}" Boundary="{x:.3f} {top:.3f} {wide:.3f} {size * 1.2:.3f}" Font="3" '
        f'Size="{size:.3f}"><ofd:TextCode X="0" Y="{size:.3f}"{delta}>'
        f"{escape(text.text)}</ofd:TextCode></ofd:TextObject>"
    )
