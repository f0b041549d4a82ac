"""Reads a PDF as an independent program does: its tags, language and title, and words that may stand nowhere in it.

check_pdf.py FILE [FORBIDDEN ...]
"""

import sys

import pikepdf


def walk(element, tags, lacking):
    """Collects the tags below an element, and pictures without a description."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            walk(child, tags, lacking)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        tag = str(element.S)
        tags.append(tag)
        if tag == "/Figure" and not str(element.get("/Alt", "")):
            lacking.append("a figure has no description")
        if "/K" in element:
            walk(element.K, tags, lacking)


def everything(pdf):
    """The bytes of all streams and texts of a file, unpacked."""
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            try:
                yield found.read_bytes()
            except pikepdf.PdfError:
                yield found.read_raw_bytes()
        yield from texts(found)


def texts(found, depth=0):
    """The texts in an object."""
    if depth > 6:
        return
    if isinstance(found, pikepdf.String):
        yield str(found).encode()
    elif isinstance(found, pikepdf.Array):
        for child in found:
            yield from texts(child, depth + 1)
    elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in found.keys():
            if key != "/Parent" and key != "/P":
                yield from texts(found[key], depth + 1)


def main(path, forbidden):
    """The problems of a file, one a line."""
    problems = []
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        if str(root.get("/Lang", "")) != "da":
            problems.append("the language is not stated")
        if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
            problems.append("the file is not marked as tagged")
        if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
            problems.append("the title is not shown")
        with pdf.open_metadata() as metadata:
            if metadata.get("pdfuaid:part") != "1":
                problems.append("the file does not claim PDF/UA-1")
            if not metadata.get("dc:title"):
                problems.append("the file has no title")
        tags = []
        if "/StructTreeRoot" not in root:
            problems.append("there are no tags")
        else:
            walk(root.StructTreeRoot.K, tags, problems)
        levels = [int(tag[2:]) for tag in tags if tag[:2] == "/H" and tag[2:].isdigit()]
        if not levels or levels[0] != 1:
            problems.append("the first heading is not of level 1")
        if any(after > before + 1 for before, after in zip(levels, levels[1:])):
            problems.append("a heading leaves out a level")
        if "/Table" in tags and "/TH" not in tags:
            problems.append("a table has no head")
        if any("/StructParents" not in page and "/Contents" in page for page in pdf.pages):
            problems.append("a page is not part of the tags")
        parts = list(everything(pdf))
    for word in forbidden:
        for form in (word.encode(), word.encode("utf-16-be")):
            if any(form.lower() in part.lower() for part in parts):
                problems.append(f"the file tells {word}")
    return problems


if __name__ == "__main__":
    FOUND = main(sys.argv[1], sys.argv[2:])
    print("\n".join(FOUND))
    sys.exit(1 if FOUND else 0)
