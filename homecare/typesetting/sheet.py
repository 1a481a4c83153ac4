"""What every printed page begins with: paper, fonts and language, as the start of a template."""

FAMILIES = ("Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", "Noto Sans Symbols")
HEAD = f"""#let d = json(bytes(sys.inputs.said))
#let pen = ({", ".join(f'"{family}"' for family in FAMILIES)})
#set text(lang: "en", region: "gb", font: pen)
""".encode()
